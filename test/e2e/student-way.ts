import assert from "node:assert/strict";
import { execFile as execFileByCallback } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import type { Frame, Locator, Page } from "playwright-core";
import { closeEditors } from "../harness/quick-input";
import { listRuns, readEvents, readRun, runsDirOf } from "../../src/run";
import type { RunEvent, RunSummary } from "../../src/shared/run/run";
import { screenshot, webviewFrame } from "../harness/workbench";
import { CLI } from "../support/paths";
import { last, present } from "../support/values";
import { answer, commandUntil, openFromList, pick } from "./answers";
import { clickUntil, doUntil, isIn, type Person } from "./support";
import { until } from "../support/until";

const execFile = promisify(execFileByCallback);

/*
 * A student's way into the game of the two networks: each network steps alone, the arrows tell where
 * G is told to go, a rate breaks the game, the advisor says so, and its remedy mends it on a branch.
 */

const NAME = "student";
/** A rate with which the weights of G go so far that its last layer says the same of all latents. */
const BROKEN_RATE = "1";
/** G's samples stay within the square that tanh spans, so that D is right of all of them at once. */
const EXPERIMENT = `{
  "data": { "source": "points", "file": "${NAME}.points.csv" },
  "latent": { "size": 2 },
  "generator": {
    "layers": [
      { "type": "dense", "units": 32, "activation": "relu" },
      { "type": "dense", "units": 32, "activation": "relu" },
      { "type": "dense", "units": 2, "activation": "tanh" }
    ]
  },
  "discriminator": {
    "layers": [
      { "type": "dense", "units": 32, "activation": "relu" },
      { "type": "dense", "units": 32, "activation": "relu" },
      { "type": "dense", "units": 1 }
    ]
  },
  "optimizer": {
    "generator": { "type": "adam", "learningRate": 0.001, "beta1": 0.5 },
    "discriminator": { "type": "adam", "learningRate": 0.001, "beta1": 0.5 }
  },
  "training": { "steps": 1000000, "batchSize": 64, "seed": 1 },
  "samples": { "every": 1000 },
  "evaluation": { "every": 1000 },
  "checkpoint": { "every": 100000 }
}
`;

/** Pictures of a stage in which something moves, and the time between them. */
const MOVING_PICTURES = process.env.GAN_RECORDING === undefined ? 1 : 12;
const MOVING_MS = 500;

/** What the banners of verdicts are called. */
const ADVISOR = "The advisor";

type Picture = (name: string) => Promise<unknown>;

class StudentWay {
  /** The run that is broken, and the branch that is not. */
  #run!: RunSummary;
  #branch!: RunSummary;

  constructor(
    private readonly person: Person,
    /** Takes a picture of what the student sees. */
    private readonly picture: Picture,
  ) {}

  private readonly runs = () => listRuns(runsDirOf(this.person.workspace));

  private async now({ dir }: RunSummary): Promise<RunSummary> {
    return present((await this.runs()).find((run) => run.dir === dir));
  }

  /** The dashboard of a run of this name. */
  private dashboardOf(name: string): Promise<Frame> {
    return webviewFrame(this.person.page, `main.dashboard .run-header:has(h1:text-is("${name}"))`);
  }

  /** Takes pictures of what moves by itself, or is moved on between them. */
  private async film(name: string, moveOn: () => Promise<unknown> = () => delay(MOVING_MS)) {
    await this.picture(name);
    for (let i = 1; i < MOVING_PICTURES; i++) {
      await moveOn();
      await this.picture(name);
    }
  }

  async readsALesson(): Promise<void> {
    const { page } = this.person;
    await closeEditors(page);
    await openFromList(page, "GAN: Open Lesson...", "1. What D and G want");
    const frame = await webviewFrame(page, "main.lesson");
    await frame.getByRole("heading", { level: 1, name: "What D and G want" }).waitFor();
    await this.picture("student-lesson");
  }

  async drawsData(): Promise<void> {
    const { page, workspace } = this.person;
    await commandUntil(
      page,
      "GAN: Draw Data",
      async () => {
        await pick(page, "Points");
        await answer(page, "Name of the drawing", NAME);
      },
      () => page.locator(".tab", { hasText: NAME }).first().isVisible(),
      "the drawing",
    );
    const sheet = (await webviewFrame(page, "main.drawing")).locator("canvas");
    await doUntil(
      () => drawRing(page, sheet),
      async () => (await sheet.getAttribute("aria-label"))?.endsWith(" points") === true,
      "points",
    );
    // In place of what came with the drawing.
    await writeFile(join(workspace, `${NAME}.gan.json`), EXPERIMENT);
    await this.picture("student-draws");
  }

  async trains(): Promise<void> {
    const { page } = this.person;
    const train = (await webviewFrame(page, "main.drawing")).getByRole("button", { name: "Train" });
    const isThere = async () => (await this.runs()).some(({ record }) => record.name === NAME);
    await clickUntil(train, isThere, "a run");
    this.#run = present((await this.runs()).find(({ record }) => record.name === NAME));
    const frame = await this.dashboardOf(NAME);
    await frame.locator(".player-step", { hasText: /step [\d,]*[1-9]/ }).waitFor();
    await frame.locator(".picture-scatter canvas").waitFor();
    await this.film("student-trains");
  }

  async stepsDiscriminatorAlone(): Promise<void> {
    const frame = await this.dashboardOf(NAME);
    await frame.getByRole("button", { name: "Pause", exact: true }).click();
    await frame.locator(".run-header", { hasText: "Paused" }).waitFor();
    const { step } = (await this.now(this.#run)).record;
    await frame.getByRole("button", { name: "Step D", exact: true }).click();
    await until("a step of D alone", async () =>
      (await readEvents(this.#run.dir)).some(
        (event) =>
          event.type === "stepped" && event.only === "discriminator" && event.step === step + 1,
      ),
    );
    await this.picture("student-step-d");
  }

  async looksAtAnIteration(): Promise<void> {
    const frame = await this.dashboardOf(NAME);
    await frame.getByRole("button", { name: "Loop…", exact: true }).click();
    await frame.getByRole("button", { name: "Slow Motion", exact: true }).click();
    await frame.locator(".loop-caption", { hasText: /Draw [\d,]+ latents/ }).waitFor();
    const slow = frame.getByRole("group", { name: "One iteration in slow motion" });
    await this.film("student-slow-motion", () => slow.press("ArrowRight"));
    await slow.press("End");
    await frame.locator(".loop-caption", { hasText: "G's loss is" }).waitFor();
    await frame.getByRole("button", { name: "Close", exact: true }).click();
  }

  async seesTheGradients(): Promise<void> {
    const frame = await this.dashboardOf(NAME);
    const layer = frame
      .locator(".picture-scatter")
      .getByRole("button", { name: "Show gradients", exact: true });
    await layer.click();
    await frame.locator(".picture-scatter canvas[aria-label*='gradients']").waitFor();
    await layer.scrollIntoViewIfNeeded();
    await this.picture("student-gradients");
  }

  async breaksTheGame(): Promise<void> {
    const frame = await this.dashboardOf(NAME);
    await frame.getByRole("button", { name: "Rate…", exact: true }).click();
    const form = frame.getByRole("form", { name: "Learning rates" });
    await form.getByLabel("Generator: learning rate", { exact: true }).fill(BROKEN_RATE);
    await form.scrollIntoViewIfNeeded();
    await this.picture("student-rate");
    await form.getByRole("button", { name: "Apply" }).click();
    await form.waitFor({ state: "detached" });
    await frame.getByRole("button", { name: "Resume", exact: true }).click();
    await frame.locator(".run-header", { hasText: "Running" }).waitFor();
    await frame.locator(".picture-scatter canvas").scrollIntoViewIfNeeded();
    await this.film("student-broken");
  }

  private async verdict(): Promise<Locator> {
    const frame = await this.dashboardOf(NAME);
    return frame.getByRole("region", { name: ADVISOR }).filter({ hasText: "D wins" });
  }

  async readsTheVerdict(): Promise<void> {
    const banner = await this.verdict();
    await banner.waitFor();
    await banner.getByText("What tells").click();
    await banner.scrollIntoViewIfNeeded();
    await this.picture("student-verdict");
  }

  async triesTheRemedy(): Promise<void> {
    const banner = await this.verdict();
    await banner.getByRole("button", { name: "Try on a Branch" }).click();
    const isBranch = ({ record }: RunSummary) => record.parent?.path === this.#run.dir;
    await until("a branch", async () => (await this.runs()).some(isBranch));
    this.#branch = present((await this.runs()).find(isBranch));
  }

  /** The branch is trained for as long as the advisor took to be sure of the original. */
  async seesItRecover(): Promise<void> {
    const frame = await this.dashboardOf(this.#branch.record.name);
    const isTold = (event: RunEvent) => event.type === "diagnosed";
    const told = present((await readEvents(this.#run.dir)).find(isTold)).step;
    await this.film("student-recovers");
    await until("an evaluation as late", async () => (await lastLead(this.#branch)).step >= told);
    await this.picture("student-branch");
    assert.equal(await frame.getByRole("region", { name: ADVISOR }).count(), 0);
    const [broken, mended] = await Promise.all([this.#run, this.#branch].map(lastLead));
    assert.ok(present(broken).lead > 0.9, "D tells all samples of the original");
    assert.ok(present(mended).lead < 0.5, "G deceives D again");
  }

  async leaves(): Promise<void> {
    for (const { dir } of [this.#run, this.#branch])
      await execFile(process.execPath, [CLI, "send", dir, "stop"]);
    for (const run of [this.#run, this.#branch])
      await until("the run stopped", async () => isIn(await this.now(run), "stopped"));
  }
}

/** Draws a ring about the middle of a sheet, with one stroke. */
async function drawRing(page: Page, sheet: Locator): Promise<void> {
  const { x, y, width, height } = present(await sheet.boundingBox());
  const radius = 0.14 * Math.min(width, height);
  for (let i = 0; i <= 24; i++) {
    const angle = (2 * Math.PI * i) / 24;
    const [dx, dy] = [radius * Math.cos(angle), radius * Math.sin(angle)];
    await page.mouse.move(x + width / 2 + dx, y + height / 2 + dy);
    if (i === 0) await page.mouse.down();
  }
  await page.mouse.up();
}

/** D's lead over G, D(x) - D(G(z)), at the last evaluation of a run. */
async function lastLead({ dir }: RunSummary): Promise<{ step: number; lead: number }> {
  const { step, results } = last((await readRun(dir)).evaluations);
  const { meanDReal, meanDGenerated } = results;
  return { step, lead: present(meanDReal).value - present(meanDGenerated).value };
}

/** The way, in the window of somebody who sits there already, with a picture at each stage. */
export function walkTheStudentsWay(
  whoSits: () => Person,
  picture: Picture = (name) => screenshot(whoSits().page, name),
): void {
  let way: StudentWay;

  it("opens a lesson", async () => {
    way = new StudentWay(whoSits(), picture);
    await way.readsALesson();
  });

  it("draws data, trains a GAN on it, and looks at what it makes", async () => {
    await way.drawsData();
    await way.trains();
  });

  it("steps D alone", () => way.stepsDiscriminatorAlone());

  it("looks at an iteration in slow motion", () => way.looksAtAnIteration());

  it("sees by arrows where each sample is told to go", () => way.seesTheGradients());

  it("breaks the game by a rate, and is told what is wrong", async () => {
    await way.breaksTheGame();
    await way.readsTheVerdict();
  });

  it("tries the remedy on a branch, and sees it recover", async () => {
    await way.triesTheRemedy();
    await way.seesItRecover();
    await way.leaves();
  });
}

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import type { FromWebview } from "../../src/shared/protocol/page-requests";
import type { Evidence, Verdict } from "../../src/shared/advisor/verdict";
import type { VerdictKind } from "../../src/shared/advisor/verdict-kinds";
import { gridLayout, gridSize, stepName } from "../../src/shared/run/picture";
import type { RunEvent } from "../../src/shared/run/run";
import type { RunState } from "../../src/shared/run/state";
import { columnsOf } from "../harness/run-page";
import { present } from "../support/values";
import { drawn, pages, snapshotOf, steps } from "./support";

type Order = Extract<FromWebview, { type: "command" | "action" }>;

const LAYOUT = gridLayout(9, 8, 8);

/** A folder with the pictures of a step: nine samples, each of its own grey, and as many examples. */
function writeSheets(step: number): string {
  const folder = mkdtempSync(join(tmpdir(), "gan-sheets-"));
  const png = new PNG(gridSize(LAYOUT));
  for (let i = 0; i < png.data.length; i++)
    png.data[i] = i % 4 === 3 ? 255 : Math.floor((255 * i) / png.data.length);
  for (const suffix of ["", ".nearest"])
    writeFileSync(join(folder, `${stepName(step)}${suffix}.png`), PNG.sync.write(png));
  return folder;
}

describe("a button of the dashboard that asks something of a run", () => {
  const open = pages();
  let sheets: string;
  before(() => {
    sheets = writeSheets(400);
  });
  after(() => rmSync(sheets, { recursive: true, force: true }));

  /** The dashboard of a run, what its buttons asked, and the end of all that was asked. */
  const show = async (state: RunState) => {
    const run = await open({ order: () => new Promise(() => {}) });
    await run.show(snapshotOf({ record: { state } }));
    await drawn(run.page);
    const orders = async () =>
      (await run.sent()).filter(({ type }) => type === "command" || type === "action") as Order[];
    const asked = async () =>
      (await orders()).map((order) =>
        order.type === "command" ? order.command.type : order.action,
      );
    const answer = async (done: boolean) => {
      for (const { id } of await orders()) await run.answer({ type: "answered", id, done });
      await drawn(run.page);
    };
    const button = (name: string) => run.page.getByRole("button", { name, exact: true });
    return { ...run, asked, end: answer, button };
  };

  for (const [state, name, what] of [
    ["running", "Pause", "pause"],
    ["paused", "Resume", "resume"],
    ["paused", "Step", "step"],
    ["running", "Draw samples now", "sample"],
    ["stopped", "Resume", "resumeRun"],
    ["finished", "Train Again", "train"],
    ["running", "Evaluate…", "evaluate"],
  ] as const)
    it(`asks once while that is at work, and again afterwards: ${name}, ${state}`, async () => {
      const { asked, end, button } = await show(state);
      await button(name).dblclick();
      await button(name).press("Enter");
      assert.deepEqual(await asked(), [what]);
      assert.equal(await button(name).getAttribute("aria-disabled"), "true");
      await end(true);
      await button(name).click();
      assert.deepEqual(await asked(), [what, what]);
    });

  it("asks for a branch at the step of the picture; a branch says where it comes from", async () => {
    const run = await open({ order: () => new Promise(() => {}) });
    const parent = { id: "a", name: "ring", path: "/runs/a", step: 20 };
    await run.show(
      snapshotOf({
        record: { parent, step: 60 },
        columns: columnsOf(steps(60)),
        events: [{ type: "branched", parent, step: 20, time: "2026-01-02T03:04:05.000Z" }],
        sampleSteps: [20, 40],
      }),
    );
    await drawn(run.page);
    await run.page.getByText("from ring at 20", { exact: true }).waitFor();
    await run.page.getByRole("button", { name: "Branch from Here…" }).click();
    const [asked] = (await run.sent()).filter(({ type }) => type === "action");
    assert.deepEqual({ ...asked, id: 0 }, { type: "action", id: 0, action: "branch", step: 40 });
    if (process.env["GAN_PICTURE"]) await run.page.screenshot({ path: process.env["GAN_PICTURE"] });
  });

  it("tells a verdict with its evidence, and asks for what is pressed below it", async () => {
    const { page, asked, button, tell } = await show("running");
    const set = [{ path: "optimizer.discriminator.learningRate", value: 0.001 }];
    const at = { step: 300, time: "2026-01-02T03:04:05.000Z" };
    const verdict: Verdict = {
      kind: "oscillates",
      since: 101,
      certainty: "sure",
      evidence: [
        { signal: "wrongShare", value: 0.5, limit: 0.25, is: "above", from: 101, to: 300 },
      ],
      remedy: { name: "raiseToGeneratorRate", set },
    };
    await tell({ type: "event", event: { type: "diagnosed", verdict, ...at } });
    await page.getByText("The players circle (sure, since step 101)").first().waitFor();
    await page.getByText("What tells").click();
    await page.getByText("more real than data: 50 % (above 25 %), steps 101 to 300").waitFor();
    for (const name of ["Try on a Branch", "Apply to This Run", "Ignore Here"])
      await button(name).click();
    assert.deepEqual(await asked(), ["tryRemedy", "change", "ignoreVerdict"]);
    await tell({ type: "event", event: { type: "verdictIgnored", kind: "oscillates", ...at } });
    await button("Ignore Here").waitFor({ state: "detached" });
  });

  it("tells a verdict that follows from another below it, with the samples that show it", async () => {
    const run = await open({
      samples: sheets,
      picture: () => Promise.resolve({ kind: "images", step: 400, layout: LAYOUT }),
    });
    const at = { step: 400, time: "2026-01-02T03:04:05.000Z" };
    const verdict = (kind: VerdictKind, evidence: Evidence[]): RunEvent => ({
      ...at,
      type: "diagnosed",
      verdict: { kind, since: 101, certainty: "sure", evidence },
    });
    const shared = { signal: "sharedNearest", value: 0.9, limit: 0.75, is: "above" } as const;
    const groups = [{ count: 5, tiles: [0, 4, 7] }];
    await run.show(
      snapshotOf({
        events: [
          verdict("collapsed", [{ ...shared, from: 300, to: 400, groups }]),
          verdict("oscillates", []),
        ],
        sampleSteps: [400],
      }),
    );
    const banners = run.page.getByRole("region", { name: "The advisor" });
    await banners.getByText("Samples have collapsed (sure, since step 101)").waitFor();
    assert.equal(await banners.count(), 1);
    await banners.getByText("5 of 9 samples are nearest to this training example:").waitFor();
    const tiles = banners.getByRole("img", { name: /^Sample/ });
    assert.deepEqual(
      await tiles.evaluateAll((all) => all.map((tile) => tile.getAttribute("aria-label"))),
      ["Sample 1", "Sample 5", "Sample 8"],
    );
    // Seven times as large: the fifth of nine is in the middle, two pixels and a tile from the edge.
    const picture = tiles.nth(1).locator("img");
    await picture.evaluate((image) => (image as HTMLImageElement).decode());
    assert.deepEqual(await picture.evaluate(({ style }) => [style.left, style.top]), [
      "-84px",
      "-84px",
    ]);
    const { width, height } = present(await picture.boundingBox());
    assert.equal(width, height, "three rows of three tiles keep their shape");
    if (process.env["GAN_PICTURE"]) await run.page.screenshot({ path: process.env["GAN_PICTURE"] });
  });

  it("asks a run to stop once, and again where that was refused", async () => {
    const { asked, end, button, page, tell } = await show("running");
    await button("Stop").dblclick();
    await end(false);
    await button("Stop").click();
    await end(true);
    await button("Stop").press("Enter");
    assert.deepEqual(await asked(), ["stop", "stop"]);
    // Taken up again, it is another matter.
    for (const state of ["stopped", "running"] as const) {
      await tell({ type: "summary", summary: snapshotOf({ record: { state } }).summary });
      await drawn(page);
    }
    await button("Stop").click();
    assert.deepEqual(await asked(), ["stop", "stop", "stop"]);
  });
});

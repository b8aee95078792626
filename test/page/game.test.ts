import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import type { Eigenvalue } from "../../src/shared/game";
import type { FromGamePage, ToGamePage } from "../../src/shared/protocol/game-page";
import type { GameResult } from "../../src/shared/protocol/jobs";
import { PROTOCOL_VERSION } from "../../src/shared/protocol/version";
import { launchBrowser } from "../harness/browser";
import { openToldPage, type ToldPage } from "../harness/told-page";
import { at } from "../support/values";

const eigenvalue = (re: number, im = 0): Eigenvalue => ({ re, im, residual: 1e-6 });

const RESULT: GameResult = {
  step: 2000,
  samples: 512,
  engine: "tensorflow 2",
  spectrum: {
    jacobian: [eigenvalue(0.5, 3), eigenvalue(0.5, -3), eigenvalue(2)],
    hessians: { generator: [eigenvalue(-0.25)], discriminator: [eigenvalue(4)] },
  },
  gap: { againstGenerator: -1.19, againstDiscriminator: -1.397, gap: 0.207 },
  path: {
    from: 0,
    points: [-0.1, 0.5, 1.1].map((alpha) => ({
      alpha,
      cosine: 1 - alpha,
      along: 1,
      norm: 2,
      generator: 0.7,
      discriminator: 1.4,
    })),
  },
};

describe("the page that looks at the game", () => {
  let browser: Browser;
  let opened: ToldPage<ToGamePage, FromGamePage>;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser?.close());
  afterEach(async () => {
    await opened.close();
    assert.deepEqual(opened.errors, []);
  });

  /** What the page has asked, without what every page says. */
  const asked = async (type: FromGamePage["type"]) =>
    (await opened.sent()).filter((message) => message.type === type);

  it("looks at once, shows how far it is, and what came out in words and numbers", async () => {
    opened = await openToldPage(browser, "game");
    const { page, tell } = opened;
    const protocol = PROTOCOL_VERSION;
    await tell({ type: "run", protocol, dir: "/runs/ring", name: "ring", steps: [0, 1000, 2000] });
    await page.waitForFunction("sentMessages.some(({ type }) => type === 'measure')");
    const defaults = { samples: 512, eigenvalues: 6, answerSteps: 200 };
    assert.deepEqual(await asked("measure"), [{ type: "measure", ask: defaults }]);

    await tell({ type: "progress", what: "eigenvalues", fraction: 0.25 });
    await page.getByText("eigenvalues, 25 %").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await tell({ type: "ended" });
    await page.getByText("Cancelled. Nothing was changed.").waitFor();
    assert.equal((await asked("cancel")).length, 1);

    await page.getByLabel("Path from", { exact: true }).selectOption("step 0");
    await page.getByLabel("Samples", { exact: true }).fill("0");
    await page.getByText("a whole number from 1 to 100,000").waitFor();
    const look = page.getByRole("button", { name: "Look at the Game" });
    assert.equal(await look.isDisabled(), true);
    await page.getByLabel("Samples", { exact: true }).fill("64");
    await look.click();
    await page.waitForFunction(
      "sentMessages.filter(({ type }) => type === 'measure').length === 2",
    );
    const again = { type: "measure", ask: { ...defaults, samples: 64, from: 0 } };
    assert.deepEqual(at(await asked("measure"), 1), again);

    await tell({ type: "measured", result: RESULT });
    await page.getByRole("heading", { name: "The game rotates here" }).waitFor();
    await page.getByText("2 of these 3 rotate (|imaginary| > |real|), and 0 repel").waitFor();
    await page.getByText("0.2070: D could bring the game's value up to -1.190").waitFor();
    await page.getByRole("row", { name: "the game's Jacobian 0.5000 -3.000 1e-6" }).waitFor();
    await page.getByRole("img", { name: /^The game rotates here/ }).waitFor();
    await page.getByText("Numbers of the path").click();
    await page.getByRole("row", { name: "0.50 0.5000 2.000 0.7000 1.400" }).waitFor();

    await page.getByRole("button", { name: /Save .*Eigenvalues in the complex plane/ }).click();
    await page.getByRole("button", { name: "CSV" }).click();
    await page.waitForFunction("sentMessages.some(({ type }) => type === 'saveFile')");
    const [saved] = await asked("saveFile");
    assert.ok(saved?.type === "saveFile");
    assert.equal(saved.name, "eigenvalues-in-the-complex-plane.csv");
    assert.match(saved.content, /^matrix,re,im,residual\njacobian,0\.5,3,0\.000001\n/);
  });

  it("shows after a reload what it had, and says why something failed", async () => {
    opened = await openToldPage(browser, "game", { state: { begun: true, result: RESULT } });
    const { page, tell } = opened;
    const protocol = PROTOCOL_VERSION;
    await tell({ type: "run", protocol, dir: "/runs/ring", name: "ring", steps: [2000] });
    await page.getByRole("heading", { name: "The game rotates here" }).waitFor();
    assert.deepEqual(await asked("measure"), []);
    await tell({ type: "ended", message: "the run has no such checkpoint" });
    await page.getByRole("alert").filter({ hasText: "no such checkpoint" }).waitFor();
  });
});

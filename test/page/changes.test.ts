import assert from "node:assert/strict";
import { changeProblems } from "../../src/experiment/changeable";
import { freshExperiment } from "../../src/experiment/fresh";
import { parseExperiment } from "../../src/experiment/parse";
import { PRESETS } from "../../src/experiment/presets";
import type { Experiment } from "../../src/experiment/schema";
import type { Setting } from "../../src/experiment/settings";
import type { Command } from "../../src/shared/protocol/messages";
import type { FromWebview } from "../../src/shared/protocol/page-requests";
import { columnsOf, type RunPageOptions } from "../harness/run-page";
import type { Evaluation } from "../../src/shared/run/run";
import { at, present } from "../support/values";
import { drawn, pages, snapshotOf, steps } from "./support";

const PRESET = present(parseExperiment(at(PRESETS, 0).text).experiment);
const EXPERIMENT = {
  ...PRESET,
  optimizer: {
    generator: { type: "adam", learningRate: 0.001 },
    discriminator: {
      type: "adam",
      learningRate: { type: "exponential", initial: 0.004, decay: 0.9996 },
    },
  },
  training: { ...PRESET.training, discriminatorSteps: 1, generatorSteps: 2 },
  objective: { loss: "wasserstein", penalties: [{ type: "gradientPenalty", weight: 10 }] },
};
/** The extension's own check. */
const checkChange = (set: readonly Setting[], fresh?: true) =>
  fresh
    ? freshExperiment(EXPERIMENT as unknown as Experiment, set).problems
    : changeProblems(EXPERIMENT as unknown as Experiment, set, 1000);

describe("a change of a live run in the dashboard", () => {
  const open = pages();

  const show = async (options: RunPageOptions = {}) => {
    const run = await open({ checkChange, ...options });
    const snapshot = snapshotOf({
      record: { state: "running" },
      columns: columnsOf(steps(100)),
      experiment: EXPERIMENT,
    });
    const results = { meanDGenerated: { value: 0.5, settings: {} } };
    const evaluations = [{ step: 20, time: "2026-01-02T03:04:05.000Z", results }] as Evaluation[];
    // As in VS Code, where the page is there before the run, and is drawn anew with each message.
    const told = [null, snapshot, { ...snapshot, evaluations }, { ...snapshot, evaluations }];
    for (const snapshot of told) {
      await run.show(snapshot);
      await drawn(run.page);
    }
    const commands = async (): Promise<Command[]> =>
      (await run.sent()).flatMap((message: FromWebview) =>
        message.type === "command" ? [message.command] : [],
      );
    const button = (name: string) => run.page.getByRole("button", { name, exact: true });
    return { ...run, commands, button };
  };

  it("of one learning rate, which leaves the schedule of the other alone", async () => {
    const { page, button, commands } = await show();
    await button("Rate…").click();
    const form = page.getByRole("form", { name: "Learning rates" });
    await form.getByText("Leave empty to keep the schedule: 0.004 × 0.9996^step").waitFor();
    await form.getByLabel("Generator: learning rate", { exact: true }).fill("-1");
    await button("Apply").click();
    await form.getByText("learningRate must be at least 0, not -1").waitFor();
    assert.deepEqual(await commands(), []);
    await form.getByLabel("Generator: learning rate", { exact: true }).fill("fast");
    await button("Apply").click();
    await form.getByText('learningRate cannot be "fast"; give a number or a schedule').waitFor();
    await form.getByLabel("Generator: learning rate", { exact: true }).fill("5e-4");
    await button("Apply").click();
    await form.waitFor({ state: "detached" });
    assert.deepEqual(await commands(), [
      { type: "change", set: [{ path: "optimizer.generator.learningRate", value: 0.0005 }] },
    ]);
  });

  it("of k, within its bounds", async () => {
    const { page, button, commands } = await show();
    await button("k…").click();
    const field = page.getByLabel("k", { exact: true });
    for (const [wrong, words] of [
      ["0", "must be at least 1, not 0"],
      ["101", "must be at most 100, not 101"],
      ["1.5", "must be a whole number, not 1.5"],
      ["", 'must be a number, not ""'],
    ] as const) {
      await field.fill(wrong);
      await button("Apply").click();
      await page.getByText(`discriminatorSteps ${words}`).waitFor();
      assert.equal(await field.getAttribute("aria-invalid"), "true");
    }
    await field.fill("5");
    await field.press("Enter");
    await field.waitFor({ state: "detached" });
    assert.deepEqual(await commands(), [
      { type: "change", set: [{ path: "training.discriminatorSteps", value: 5 }] },
    ]);
  });

  it("of k and k_G together, in one command", async () => {
    const { page, button, commands } = await show();
    const card = page.locator('.optimizer[data-network="generator"]');
    await card.getByText("updates per step (k_G) 2").waitFor();
    await button("k…").click();
    const form = page.getByRole("form", { name: "Updates per step" });
    await form.getByLabel("k_G", { exact: true }).fill("0");
    await button("Apply").click();
    await form.getByText("generatorSteps must be at least 1, not 0").waitFor();
    await form.getByLabel("k_G", { exact: true }).fill("3");
    await form.getByLabel("k", { exact: true }).fill("2");
    await button("Apply").click();
    await form.waitFor({ state: "detached" });
    assert.deepEqual(await commands(), [
      {
        type: "change",
        set: [
          { path: "training.discriminatorSteps", value: 2 },
          { path: "training.generatorSteps", value: 3 },
        ],
      },
    ]);
  });

  it("of the loss and the numbers beside it, in one command", async () => {
    const { page, button, commands } = await show();
    await button("Loss…").click();
    const form = page.getByRole("form", { name: "Loss" });
    await form.getByLabel("Loss", { exact: true }).selectOption("Hinge");
    await form.getByLabel("Weight of gradientPenalty").fill("");
    await form.getByLabel("Instance noise").fill("much");
    await button("Apply").click();
    await form.getByText('instanceNoise cannot be "much"; give a number or a schedule').waitFor();
    await form.getByLabel("Instance noise").fill("0.1");
    await button("Apply").click();
    await form.waitFor({ state: "detached" });
    assert.deepEqual(await commands(), [
      {
        type: "change",
        set: [
          { path: "objective.loss", value: "hinge" },
          { path: "objective.penalties.0", value: null },
          { path: "objective.instanceNoise", value: 0.1 },
        ],
      },
    ]);
  });

  it("is refused for what does not fit together, at the field that it is about", async () => {
    const { page, button, commands } = await show();
    await button("Loss…").click();
    const flipped = page.getByLabel("Share of flipped labels", { exact: true });
    await flipped.fill("2");
    await button("Apply").click();
    await page.getByText("labelFlipping must be at most 1, not 2").waitFor();
    await flipped.fill("0.1");
    await button("Apply").click();
    const message = page.locator(".field", { has: flipped }).locator(".form-error");
    await message.getByText(/wasserstein has no labels, hence no labelFlipping/).waitFor();
    assert.deepEqual(await commands(), []);
  });

  it("may be a schedule, as it is written in a config", async () => {
    const { page, button, commands } = await show();
    await button("Rate…").click();
    const schedule = { type: "linear", from: 0.001, to: 0, end: 1000 };
    await page
      .getByLabel("Generator: learning rate", { exact: true })
      .fill(JSON.stringify(schedule));
    await button("Apply").click();
    await page.getByRole("form").waitFor({ state: "detached" });
    assert.deepEqual(await commands(), [
      { type: "change", set: [{ path: "optimizer.generator.learningRate", value: schedule }] },
    ]);
  });

  it("of an optimizer, with what is wrong said at its field", async () => {
    const { page, button, commands } = await show();
    await page.locator('.optimizer[data-network="discriminator"]').getByText("Edit…").click();
    await page.getByText("Leave empty to keep the schedule: 0.004 × 0.9996^step").waitFor();
    const cut = await page.evaluate(
      `[...document.querySelectorAll(".form-fields input[type=text]")].filter(
        (field) => field.scrollWidth > field.clientWidth,
      ).length`,
    );
    assert.equal(cut, 0, "no text is cut off");
    const beta = page.getByLabel("Beta 1", { exact: true });
    await beta.fill("7");
    await button("Apply").click();
    const message = page.locator(".field", { has: beta }).locator(".form-error");
    await message.getByText("beta1 must be less than 1, not 7").waitFor();
    assert.equal(await beta.getAttribute("aria-invalid"), "true");
    const [field, text] = [present(await beta.boundingBox()), present(await message.boundingBox())];
    assert.ok(text.y >= field.y + field.height && text.y < field.y + field.height + 30);
    assert.ok(Math.abs(text.x - field.x) < 4);
    await beta.fill("0.5");
    // What is wrong in the part that is closed opens it.
    await page.getByText("Regularisation, clipping").click();
    await page.getByLabel("L1", { exact: true }).fill("-1");
    await page.getByText("Regularisation, clipping").click();
    await button("Apply").click();
    await page.getByText("l1 must be at least 0, not -1").waitFor();
    const schedule = { type: "linear", from: 0.1, to: 0, end: 1000 };
    await page.getByLabel("L1", { exact: true }).fill(JSON.stringify(schedule));
    await button("Apply").click();
    await beta.waitFor({ state: "detached" });
    const { learningRate } = EXPERIMENT.optimizer.discriminator;
    const value = { type: "adam", learningRate, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 };
    assert.deepEqual(await commands(), [
      {
        type: "change",
        set: [{ path: "optimizer.discriminator", value: { ...value, l1: schedule } }],
        slots: "keep",
      },
    ]);
  });

  for (const name of ["Optimizer…", "Rate…", "k…", "Loss…"])
    it(`is made once, however often Apply of ${name} is pressed`, async () => {
      // The extension takes its time, in which a person presses again.
      const checks: (() => void)[] = [];
      const { page, button, commands } = await show({
        checkChange: () => new Promise((resolve) => checks.push(() => resolve([]))),
      });
      await button(name).click();
      const form = page.locator("form");
      const field = form.locator("input[type=text]").first();
      await field.fill("2");
      await button("Apply").dblclick();
      await field.press("Enter");
      await page.locator("button[type=submit][aria-disabled=true]").waitFor();
      assert.equal(checks.length, 1);
      for (const answer of checks) answer();
      await form.waitFor({ state: "detached" });
      assert.equal((await commands()).length, 1);
    });

  it("of layers is a new run, which is checked before it is asked for", async () => {
    const { page, button, sent, commands } = await show();
    const asked = async () =>
      (await sent()).flatMap((message) =>
        message.type === "action" ? [[message.action, message.set]] : [],
      );
    const [first, ...others] = present(EXPERIMENT.discriminator.layers);
    await page.locator('.optimizer[data-network="discriminator"]').getByText("Layers…").click();
    const form = page.getByRole("form", { name: "Layers of a new run" });
    const units = form.getByLabel("units of layer 1 (dense) of the discriminator");
    assert.ok(await units.evaluate((element) => element === document.activeElement));
    await button("Train New Run").click();
    await form.getByText("No layer is changed yet").waitFor();
    // Its kernel would be of nothing.
    await units.fill("0");
    await button("Train New Run").click();
    const error = form.locator(".layer-row .form-error");
    await error.getByText("units must be at least 1, not 0").waitFor();
    assert.equal(await units.getAttribute("aria-invalid"), "true");
    await units.fill("64");
    await button("More units in layer 1 (dense) of the discriminator").click();
    await units.press("ArrowDown");
    await units.press("ArrowDown");
    assert.equal(await units.inputValue(), "60");
    await button("Add a layer after layer 1 (dense) of the discriminator").press("Enter");
    const added = form.getByLabel("units of layer 2 (dense) of the discriminator");
    assert.ok(await added.evaluate((element) => element === document.activeElement));
    await added.fill("7");
    const generator = present(EXPERIMENT.generator.layers);
    const last = `layer ${generator.length} (dense) of the generator`;
    await button(`Remove ${last}`).click();
    await button("Train New Run").click();
    await form.getByText(/the generator makes \[\d+\], but a sample of the data is/).waitFor();
    assert.deepEqual(await asked(), []);
    // Another network's button keeps what has been edited.
    await page.locator('.optimizer[data-network="generator"]').getByText("Layers…").click();
    assert.equal(await added.inputValue(), "7");
    await button("Cancel").click();
    await form.waitFor({ state: "detached" });
    await page.locator('.optimizer[data-network="discriminator"]').getByText("Layers…").click();
    await units.fill("60");
    await button("Add a layer after layer 1 (dense) of the discriminator").click();
    await added.fill("7");
    await button("Train New Run").click();
    await form.waitFor({ state: "detached" });
    const layers = [{ ...first, units: 60 }, { ...first, units: 7 }, ...others];
    assert.deepEqual(await asked(), [
      ["changeLayers", [{ path: "discriminator.layers", value: layers }]],
    ]);
    assert.deepEqual(await commands(), []);
  });

  it("is given up by Escape, and the focus goes back to the button", async () => {
    const { page, button, commands } = await show();
    await button("Loss…").click();
    await page.keyboard.press("Escape");
    await page.getByRole("form", { name: "Loss" }).waitFor({ state: "detached" });
    assert.equal(await page.evaluate("document.activeElement.textContent"), "Loss…");
    assert.deepEqual(await commands(), []);
  });
});

import assert from "node:assert/strict";
import { changeProblems } from "../../src/experiment/changeable";
import { parseExperiment } from "../../src/experiment/parse";
import { PRESETS } from "../../src/experiment/presets";
import type { Experiment } from "../../src/experiment/schema";
import type { Setting } from "../../src/experiment/settings";
import type { Command, FromWebview } from "../../src/shared/protocol/messages";
import { columnsOf } from "../harness/run-page";
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
const checkChange = (set: readonly Setting[]) =>
  changeProblems(EXPERIMENT as unknown as Experiment, set, 1000);

describe("a change of a live run in the dashboard", () => {
  const open = pages();

  const show = async () => {
    const run = await open({ checkChange });
    await run.show(
      snapshotOf({
        record: { state: "running" },
        columns: columnsOf(steps(100)),
        experiment: EXPERIMENT,
      }),
    );
    await drawn(run.page);
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

  it("is given up by Escape, and the focus goes back to the button", async () => {
    const { page, button, commands } = await show();
    await button("Loss…").click();
    await page.keyboard.press("Escape");
    await page.getByRole("form", { name: "Loss" }).waitFor({ state: "detached" });
    assert.equal(await page.evaluate("document.activeElement.textContent"), "Loss…");
    assert.deepEqual(await commands(), []);
  });
});

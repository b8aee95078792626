import assert from "node:assert/strict";
import type { Command, FromWebview } from "../../src/shared/protocol/messages";
import { columnsOf } from "../harness/run-page";
import { drawn, pages, snapshotOf, steps } from "./support";

const EXPERIMENT = {
  optimizer: {
    generator: { type: "adam", learningRate: 0.001 },
    discriminator: {
      type: "adam",
      learningRate: { type: "exponential", initial: 0.004, decay: 0.9996 },
    },
  },
  training: { discriminatorSteps: 1, generatorSteps: 2 },
  objective: { loss: "wasserstein", penalties: [{ type: "gradientPenalty", weight: 10 }] },
};

describe("a change of a live run in the dashboard", () => {
  const open = pages();

  const show = async () => {
    const run = await open();
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
    await form.getByText("Generator: learning rate must be at least 0.").waitFor();
    assert.deepEqual(await commands(), []);
    await form.getByLabel("Generator: learning rate", { exact: true }).fill("fast");
    await button("Apply").click();
    await form.getByText("Generator: learning rate must be a number.").waitFor();
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
    for (const wrong of ["0", "101", "1.5", ""]) {
      await field.fill(wrong);
      await button("Apply").click();
      await page.getByText("k must be a whole number from 1 to 100.").waitFor();
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
    await form.getByText("k_G must be a whole number from 1 to 100.").waitFor();
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
    await form.getByText("Instance noise must be a number.").waitFor();
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

  it("is given up by Escape, and the focus goes back to the button", async () => {
    const { page, button, commands } = await show();
    await button("Loss…").click();
    await page.keyboard.press("Escape");
    await page.getByRole("form", { name: "Loss" }).waitFor({ state: "detached" });
    assert.equal(await page.evaluate("document.activeElement.textContent"), "Loss…");
    assert.deepEqual(await commands(), []);
  });
});

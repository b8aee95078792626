import assert from "node:assert/strict";
import { changeProblems } from "../../src/experiment/changeable";
import { parseExperiment } from "../../src/experiment/parse";
import { PRESETS } from "../../src/experiment/presets";
import { type Experiment, experimentSchema } from "../../src/experiment/schema";
import type { Setting } from "../../src/experiment/settings";
import type { Command } from "../../src/shared/protocol/messages";
import { at, present } from "../support/values";
import { drawn, pages, snapshotOf } from "./support";

const PRESET = present(parseExperiment(at(PRESETS, 0).text).experiment);

describe("the adjustment of gradients in the dashboard of a live run", () => {
  const open = pages();

  const show = async (training: object) => {
    const experiment: Experiment = experimentSchema.parse({
      ...PRESET,
      training: { ...PRESET.training, ...training },
    });
    const checkChange = (set: readonly Setting[]) => changeProblems(experiment, set, 1000);
    const run = await open({ checkChange });
    await run.show(snapshotOf({ record: { state: "running" }, experiment }));
    await drawn(run.page);
    const commands = async (): Promise<Command[]> =>
      (await run.sent()).flatMap((message) =>
        message.type === "command" ? [message.command] : [],
      );
    return { ...run, commands, card: run.page.locator(".adjustment") };
  };

  it("is chosen with its settings, and what does not fit is said at its field", async () => {
    const { page, card, commands } = await show({
      updates: "simultaneous",
      adjustment: { type: "symplectic", weight: 0.5 },
    });
    await card.getByText("Symplectic gradient adjustment", { exact: true }).waitFor();
    await card.getByText("Edit…").click();
    const form = page.getByRole("form", { name: "Gradients of both networks" });
    const choice = form.getByLabel("Adjustment", { exact: true });
    const weight = form.getByLabel("Weight", { exact: true });
    const apply = form.getByRole("button", { name: "Apply" });
    assert.ok(await choice.evaluate((element) => element === document.activeElement));
    assert.equal(await choice.inputValue(), "symplectic");
    assert.equal(await weight.inputValue(), "0.5");
    // What the loss and the optimizers do not go with.
    await choice.selectOption("Competitive gradient descent");
    await apply.click();
    await form.getByText(/competitive is made for zero-sum losses/).waitFor();
    assert.equal(await choice.getAttribute("aria-invalid"), "true");
    await choice.selectOption("Consensus optimization");
    assert.equal(await weight.inputValue(), "10");
    await weight.fill("-1");
    await apply.click();
    await form.getByText("weight must be at least 0, not -1").waitFor();
    assert.equal(await weight.getAttribute("aria-invalid"), "true");
    assert.equal(await choice.getAttribute("aria-invalid"), "false");
    assert.deepEqual(await commands(), []);
    // The type that the run has takes its settings along.
    await choice.selectOption("Symplectic gradient adjustment");
    assert.equal(await weight.inputValue(), "0.5");
    await form.getByLabel("Sign that draws to stable places").uncheck();
    await apply.click();
    await form.waitFor({ state: "detached" });
    const value = { type: "symplectic", weight: 0.5, align: false };
    assert.deepEqual(await commands(), [
      { type: "change", set: [{ path: "training.adjustment", value }] },
    ]);
  });

  it("changes nothing that is left as it is, and is not there for alternating updates", async () => {
    const { page, card, commands } = await show({ updates: "extragradient" });
    await card.getByText("None", { exact: true }).waitFor();
    await card.getByText("Edit…").click();
    const form = page.getByRole("form", { name: "Gradients of both networks" });
    await form.getByRole("button", { name: "Apply" }).click();
    await form.waitFor({ state: "detached" });
    assert.deepEqual(await commands(), []);
    const other = await show({ updates: "alternating" });
    await other.page.getByRole("heading", { name: "Loss", exact: true }).waitFor();
    assert.equal(await other.card.count(), 0);
  });
});

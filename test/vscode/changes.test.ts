import assert from "node:assert/strict";
import * as vscode from "vscode";
import { COMMANDS } from "../../src/ui/ids";
import {
  acceptUntil,
  activate,
  cleanUp,
  gaussian,
  readEvents,
  readRecord,
  restsAs,
  trainLong,
} from "./support";
import { readRun } from "../../src/run";
import { isChange, settingAt } from "../../src/shared/protocol/changes";
import { changeRates, changesOf, changeTo } from "../support/changes";
import { at, first } from "../support/values";

describe("changes of a run that trains", () => {
  before(activate);
  afterEach(cleanUp);

  it("exchanges an optimizer by a few clicks, and records from which step", async () => {
    const { statusBar } = await activate();
    const { dir } = await trainLong("exchange");
    const changed = async () => (await readEvents(dir)).find(isChange);
    await acceptUntil(
      "the change is recorded",
      () => vscode.commands.executeCommand(COMMANDS.changeOptimizer),
      async () => (await changed()) !== undefined,
    );
    const event = await changed();
    assert.ok(event);
    const [setting] = event.set;
    assert.equal(setting?.path, "optimizer.generator");
    assert.deepEqual(setting.to, { type: "sgd", learningRate: 0.01 });
    assert.equal(event.slots, "keep");
    assert.match(statusBar.text ?? "", new RegExp(`SGD for the generator from step ${event.step}`));
  });

  it("turns a learning rate", async () => {
    const { manager } = await activate();
    const { dir } = await trainLong("rate");
    const step = await manager.command(dir, changeRates(["generator", "discriminator"], 0.0005));
    const events = await readEvents(dir);
    for (const network of ["generator", "discriminator"])
      assert.deepEqual(changesOf(events, `optimizer.${network}.learningRate`), [
        [step, 0.001, 0.0005],
      ]);
  });

  it("changes k, and offers the present one; and the adjustment of gradients", async () => {
    const { manager, statusBar } = await activate();
    const adjusted =
      '"training": { "updates": "simultaneous", "adjustment": { "type": "consensus" },';
    const { dir } = await trainLong("k", gaussian(1_000_000).replace('"training": {', adjusted));
    const step = await manager.command(dir, changeTo("training.discriminatorSteps", 3));
    const changes = async () => changesOf(await readEvents(dir), "training.discriminatorSteps");
    assert.deepEqual(await changes(), [[step, 1, 3]]);
    await acceptUntil(
      "what the box holds is taken",
      () => vscode.commands.executeCommand(COMMANDS.changeDiscriminatorSteps, { dir }),
      async () => (await changes()).length === 2,
    );
    const [last, from, to] = at(await changes(), 1);
    assert.deepEqual([from, to], [3, 3]);
    assert.match(statusBar.text ?? "", new RegExp(`k = 3 from step ${last}`));
    const adjustments = async () => changesOf(await readEvents(dir), "training.adjustment");
    // The first of the list is none, which has no settings to ask for.
    await acceptUntil(
      "an adjustment is taken",
      () => vscode.commands.executeCommand(COMMANDS.changeAdjustment, { dir }),
      async () => (await adjustments()).length === 1,
    );
    const [step2, consensus, none] = first(await adjustments());
    assert.deepEqual([consensus, none], [{ type: "consensus", weight: 10 }, { type: "none" }]);
    assert.match(statusBar.text ?? "", new RegExp(`Adjustment none from step ${step2}`));
  });

  it("changes the loss, and offers what there is of it", async () => {
    const { manager, statusBar } = await activate();
    const { dir } = await trainLong("loss");
    const step = await manager.command(dir, changeTo("objective.instanceNoise", 0.1));
    const changes = async () => changesOf(await readEvents(dir), "objective.loss");
    assert.deepEqual(changesOf(await readEvents(dir), "objective.instanceNoise"), [
      [step, undefined, 0.1],
    ]);
    // The first of the list is the loss, and the first of the losses is taken.
    await acceptUntil(
      "a loss is taken",
      () => vscode.commands.executeCommand(COMMANDS.changeObjective, { dir }),
      async () => (await changes()).length === 1,
    );
    const [last, , to] = first(await changes());
    assert.equal(to, "nonSaturating");
    assert.match(statusBar.text ?? "", new RegExp(`loss nonSaturating from step ${last}`));
  });

  it("begins a new run with other layers, beside a run that stays as it is", async () => {
    const { dashboards } = await activate();
    const { dir } = await trainLong("layers");
    const steps = { path: "training.steps", value: 20 };
    const units = { path: "generator.layers.0.units", value: 3 };
    const anew = await vscode.commands.executeCommand<string>(COMMANDS.changeLayers, {
      dir,
      set: [units, steps],
    });
    const { parent, step } = await restsAs(anew, "finished");
    assert.deepEqual([parent?.path, parent?.step, parent?.scratch, step], [dir, 0, true, 20]);
    const unitsOf = async (run: string) => settingAt((await readRun(run)).experiment, units.path);
    assert.equal(await unitsOf(anew), 3);
    assert.notEqual(await unitsOf(dir), 3);
    assert.equal((await readRecord(dir)).state, "running");
    assert.ok((await readEvents(anew)).some(({ type }) => type === "branched"));
    assert.ok(dashboards.isOpen(anew));
  });
});

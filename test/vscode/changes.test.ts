import assert from "node:assert/strict";
import * as vscode from "vscode";
import { COMMANDS } from "../../src/ui/ids";
import { acceptUntil, activate, cleanUp, readEvents, trainLong } from "./support";
import { isChange } from "../../src/shared/protocol/changes";
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

  it("changes k, and offers the present one", async () => {
    const { manager, statusBar } = await activate();
    const { dir } = await trainLong("k");
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
});

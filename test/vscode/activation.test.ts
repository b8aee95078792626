import assert from "node:assert/strict";
import * as vscode from "vscode";
import { COMMANDS } from "../../src/ui/ids";
import { activate, extension } from "./support";

describe("activation", () => {
  it("takes less than 100 ms", async () => {
    const { activationMilliseconds: clock, activationProcessorMilliseconds: processor } =
      await activate();
    // The clock also counts what else the machine does while a window opens.
    assert.ok(
      Math.min(clock, processor) < 100,
      `${clock.toFixed(0)} ms by the clock, ${processor.toFixed(0)} ms of the processor`,
    );
  });

  it("registers every command", async () => {
    await activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const id of Object.values(COMMANDS)) assert.ok(registered.has(id), id);
  });

  it("runs where the workspace is", () => {
    assert.equal(extension().extensionKind, vscode.ExtensionKind.Workspace);
  });

  it("reads the list of runs soon afterwards", async () => {
    const { store } = await activate();
    await store.refresh();
    assert.equal(store.loaded, true);
  });
});

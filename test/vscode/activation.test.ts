import assert from "node:assert/strict";
import * as vscode from "vscode";
import { COMMANDS } from "../../src/ui/ids";
import { activate, extension } from "./support";

describe("activation", () => {
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

import assert from "node:assert/strict";
import * as vscode from "vscode";
import { GanError } from "../../src/shared/errors";
import { COMMANDS } from "../../src/ui/ids";
import { activate, gaussian, lensTitles, writeConfig } from "./support";

describe("a workspace that is not trusted", () => {
  it("can be viewed", async () => {
    const { store } = await activate();
    await store.refresh();
    assert.ok(store.loaded);
    assert.ok((await lensTitles(await writeConfig("viewed", gaussian(10)))).length > 0);
  });

  it("is not trained in, whoever asks", async () => {
    const { store, manager } = await activate();
    const file = await writeConfig("untrusted", gaussian(10));
    assert.equal(await vscode.commands.executeCommand(COMMANDS.train, file), undefined);
    await assert.rejects(manager.resume("/nowhere"), (error) => error instanceof Error && error.name === GanError.name && /not trusted/.test(error.message));
    await store.refresh();
    assert.deepEqual(store.all(), []);
  });
});

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import * as vscode from "vscode";
import { GanError } from "../../src/shared/errors";
import { COMMANDS } from "../../src/ui/ids";
import {
  activate,
  gaussian,
  lensTitles,
  workspaceFolder,
  writeConfig,
  writeModuleConfig,
} from "./support";
import { until } from "../support/until";

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
    await assert.rejects(
      manager.resume("/nowhere"),
      (error) =>
        error instanceof Error &&
        error.name === GanError.name &&
        /only in a trusted workspace/.test(error.message),
    );
    await store.refresh();
    assert.deepEqual(store.all(), []);
  });

  it("has its configs checked, and code that they name is not run", async () => {
    const { store } = await activate();
    const { config, module, trace } = await writeModuleConfig("own");
    assert.deepEqual(await lensTitles(config), ["Trust This Workspace to Train"]);
    await vscode.window.showTextDocument(config);
    assert.equal(await vscode.commands.executeCommand(COMMANDS.train, config), undefined);
    await vscode.workspace.fs.delete(module);
    await vscode.window.showTextDocument(
      await writeConfig("missing", (await vscode.workspace.openTextDocument(config)).getText()),
    );
    const missing = vscode.Uri.joinPath(config, "..", "missing.gan.json");
    await until("the missing file is underlined", () =>
      vscode.languages
        .getDiagnostics(missing)
        .some(({ message }) => /no file .*own\.ts/.test(message)),
    );
    await store.refresh();
    assert.deepEqual(store.all(), []);
    assert.ok(!existsSync(trace));
  });
});

describe("studies in a workspace that is not trusted", () => {
  it("are not run, resumed or trained on, whoever asks", async () => {
    const { studyRunner, studies } = await activate();
    const file = vscode.Uri.joinPath(workspaceFolder(), "untrusted.study.json");
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('{ "base": "x.gan.json" }'));
    assert.deepEqual(await lensTitles(file), ["Trust This Workspace to Train"]);
    assert.equal(await vscode.commands.executeCommand(COMMANDS.runStudy, file), undefined);
    for (const start of [
      () => studyRunner.start(file.fsPath, "/nowhere"),
      () => studyRunner.resume("/nowhere"),
    ])
      assert.throws(start, /only in a trusted workspace/);
    await studies.refresh();
    assert.deepEqual(studies.all(), []);
  });
});

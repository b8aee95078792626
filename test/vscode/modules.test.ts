import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import * as vscode from "vscode";
import { COMMANDS } from "../../src/ui/ids";
import {
  acceptUntil,
  activate,
  cleanUp,
  lensTitles,
  recordWhere,
  workspaceFolder,
  writeModuleConfig,
} from "./support";
import { present } from "../support/values";
import { until } from "../support/until";

const ours = (file: vscode.Uri): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(file).filter(({ source }) => source === "GAN");

describe("a network that is a module", () => {
  before(activate);
  afterEach(cleanUp);

  it("is underlined while its file is not there, and is not run by looking at it", async () => {
    const { config, module, trace } = await writeModuleConfig("looked-at");
    const text = await vscode.workspace.fs.readFile(module);
    await vscode.workspace.fs.delete(module);
    const document = await vscode.workspace.openTextDocument(config);
    await vscode.window.showTextDocument(document);
    const [diagnostic] = await until("a diagnostic", () => ours(config).length > 0 && ours(config));
    assert.equal(document.getText(present(diagnostic).range), '"./looked-at.ts"');
    assert.match(
      present(diagnostic).message,
      /^There is no file .*looked-at\.ts; a relative path starts at the folder of the config\.$/,
    );
    const edit = new vscode.WorkspaceEdit();
    edit.createFile(module, { contents: text });
    assert.ok(await vscode.workspace.applyEdit(edit));
    await until("no diagnostic", () => ours(config).length === 0);
    assert.deepEqual(await lensTitles(config), ["Train", "Tune"]);
    assert.ok(!existsSync(trace));
  });

  it("is run by Train in a workspace that is trusted", async () => {
    const { config, trace } = await writeModuleConfig("trained");
    const dir = await vscode.commands.executeCommand<string>(COMMANDS.train, config);
    const record = await recordWhere(
      dir,
      "it has ended",
      ({ state }) => state === "finished" || state === "failed",
    );
    assert.equal(record.state, "finished", record.error?.message);
    assert.ok(existsSync(trace));
  });

  it("comes with the template that has one", async () => {
    const folder = workspaceFolder();
    const files = ["own-generator.ts", "gan-network.d.ts"].map((name) =>
      vscode.Uri.joinPath(folder, name),
    );
    for (const file of [...files, vscode.Uri.joinPath(folder, "own-generator.gan.json")])
      await vscode.workspace.fs.delete(file).then(undefined, () => undefined);
    const file = await acceptUntil(
      "the new file is in front",
      () => vscode.commands.executeCommand<vscode.Uri>(COMMANDS.newExperiment, "own-generator"),
      () =>
        vscode.window.activeTextEditor?.document.uri.path.endsWith("/own-generator.gan.json") ===
        true,
    );
    for (const one of files) assert.ok(existsSync(one.fsPath), one.fsPath);
    await until("it has been looked at", async () => (await lensTitles(file)).includes("Train"));
    assert.deepEqual(ours(file), []);
  });
});

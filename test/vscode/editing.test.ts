import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import * as vscode from "vscode";
import { parseExperiment } from "../../src/experiment/parse";
import { PRESETS } from "../../src/experiment/presets";
import { COMMANDS } from "../../src/ui/ids";
import {
  acceptUntil,
  activate,
  cleanUp,
  gaussian,
  lensesAre,
  workspaceFolder,
  writeConfig,
} from "./support";
import { first, present } from "../support/values";
import { until } from "../support/until";

const ours = (file: vscode.Uri): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(file).filter(({ source }) => source === "GAN");

describe("editing a config", () => {
  before(activate);
  afterEach(cleanUp);

  it("is editing JSON with comments", async () => {
    const document = await vscode.workspace.openTextDocument(
      await writeConfig("language", gaussian(10)),
    );
    assert.equal(document.languageId, "jsonc");
  });

  it("underlines a mistake at its place and says what to do", async () => {
    const file = await writeConfig(
      "broken",
      gaussian(10).replace('"batchSize": 8', '"batchSize": "many"'),
    );
    const document = await vscode.workspace.openTextDocument(file);
    await vscode.window.showTextDocument(document);
    const diagnostic = await until("a diagnostic", () => ours(file)[0]);
    assert.equal(document.getText(diagnostic.range), '"many"');
    assert.equal(diagnostic.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(diagnostic.code, "training.batchSize");
  });

  it("takes the underline away when the mistake is mended", async () => {
    const file = await writeConfig("mended", gaussian(10).replace('"dense"', '"dens"'));
    const editor = await vscode.window.showTextDocument(file);
    await until("a diagnostic", () => ours(file).length > 0);
    const at = editor.document.getText().indexOf('"dens"');
    await editor.edit((edit) =>
      edit.replace(
        new vscode.Range(editor.document.positionAt(at), editor.document.positionAt(at + 6)),
        '"dense"',
      ),
    );
    await until("no diagnostic", () => ours(file).length === 0);
  });

  it("underlines data that is not there, until a program has made it", async () => {
    const folder = vscode.Uri.joinPath(workspaceFolder(), "own-data");
    await mkdir(folder.fsPath, { recursive: true });
    const data =
      '"data": { "source": "csv", "file": "own-data/points.csv", "columns": [{ "type": ' +
      '"numeric", "name": "x" }] }';
    const file = await writeConfig("own-data", gaussian(10).replace(/"data": \{.*\}/, data));
    const document = await vscode.workspace.openTextDocument(file);
    await vscode.window.showTextDocument(document);
    const diagnostic = await until("a diagnostic", () => ours(file)[0]);
    assert.equal(document.getText(diagnostic.range), '"own-data/points.csv"');
    assert.equal(diagnostic.severity, vscode.DiagnosticSeverity.Error);
    assert.match(diagnostic.message, /points\.csv cannot be read: .*\(ENOENT/);
    // Past VS Code, as a script would.
    await writeFile(vscode.Uri.joinPath(folder, "points.csv").fsPath, "x\n1\n");
    await until("no diagnostic", () => ours(file).length === 0);
    await rm(folder.fsPath, { recursive: true });
  });

  it("offers the values that the schema knows", async () => {
    const text = gaussian(10)
      .replace('"batchSize": 8', '"batchSize": 8, "seed": 1')
      .replace('"engine": "cpu"', '"engine": "c"');
    const file = await writeConfig("completion", text);
    const document = await vscode.workspace.openTextDocument(file);
    const position = document.positionAt(text.indexOf('"c"') + 2);
    const labels = await until("completions from the schema", async () => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        "vscode.executeCompletionItemProvider",
        file,
        position,
      );
      const found = list.items.map(({ label }) =>
        typeof label === "string" ? label : label.label,
      );
      return found.some((label) => label.includes("wasm")) && found;
    });
    assert.ok(labels.some((label) => label.includes("tensorflow")));
  });

  it("has Train above a config without runs", async () => {
    await lensesAre(await writeConfig("fresh", gaussian(10)), ["Train", "Tune"]);
  });

  it("does not train a config with errors", async () => {
    const { store } = await activate();
    const file = await writeConfig("refused", gaussian(10).replace('"latent"', '"latnet"'));
    const before = store.all().length;
    assert.equal(await vscode.commands.executeCommand(COMMANDS.train, file), undefined);
    await store.refresh();
    assert.equal(store.all().length, before);
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, file.fsPath);
    assert.ok(ours(file).length > 0);
  });

  it("draws data beside its config: what is drawn is text that is undone and saved", async () => {
    const { drawings } = await activate();
    const file = vscode.Uri.joinPath(workspaceFolder(), "drawn.points.csv");
    const config = vscode.Uri.joinPath(workspaceFolder(), "drawn.gan.json");
    await writeFile(file.fsPath, "x,y\n0,1\n");
    await vscode.commands.executeCommand(COMMANDS.drawData, file);
    await until("the page shows the drawing", () => drawings.pageOf(file)?.hasDrawn);
    const page = present(drawings.pageOf(file));
    const { document } = page;
    await page.receive({ type: "edit", id: 1, text: "x,y\n0,1\n2,3\n" });
    await until("the drawing is another", () => document.getText().endsWith("2,3\n"));
    assert.equal(document.isDirty, true);
    await page.receive({ type: "undo" });
    await until("it is undone", () => document.getText() === "x,y\n0,1\n");
    await page.receive({ type: "redo" });
    await until("it is done again", () => document.getText().endsWith("2,3\n"));
    await page.receive({ type: "openConfig" });
    await until(
      "the config is open",
      () => vscode.window.activeTextEditor?.document.uri.fsPath === config.fsPath,
    );
    assert.equal(document.isDirty, false);
    const written = await vscode.workspace.openTextDocument(config);
    const { experiment, problems } = parseExperiment(written.getText());
    assert.deepEqual(problems, []);
    assert.deepEqual(experiment?.data, {
      source: "points",
      file: "drawn.points.csv",
      stddev: 0.05,
    });
    await lensesAre(config, ["Train", "Tune", "Draw Data"]);
    await rm(file.fsPath);
  });
});

describe("GAN: New Experiment", () => {
  afterEach(cleanUp);

  it("writes a template that is valid, and opens it", async () => {
    const file = vscode.Uri.joinPath(workspaceFolder(), `${first(PRESETS).id}.gan.json`);
    await vscode.workspace.fs.delete(file).then(undefined, () => undefined);
    await acceptUntil(
      "the new file is in front",
      () => vscode.commands.executeCommand(COMMANDS.newExperiment),
      () => vscode.window.activeTextEditor?.document.uri.fsPath === file.fsPath,
    );
    const text = present(vscode.window.activeTextEditor).document.getText();
    assert.equal(text, first(PRESETS).text);
    assert.deepEqual(parseExperiment(text).problems, []);
  });
});

import assert from "node:assert/strict";
import * as vscode from "vscode";
import { parseExperiment } from "../../src/experiment/parse";
import { activate, cleanUp, gaussian, until, workspaceFolder, writeConfig } from "./support";

const problemsOf = (file: vscode.Uri): vscode.Diagnostic[] => vscode.languages.getDiagnostics(file);

/** Opens a config with one mistake and takes a fix of it, as the light bulb does. */
async function fixed(name: string, text: string, title: RegExp): Promise<string> {
  const file = await writeConfig(name, text);
  const { document } = await vscode.window.showTextDocument(file);
  const [problem] = await until("one problem", () => {
    const found = problemsOf(file);
    return found.length === 1 && found;
  });
  const actions = await until("a fix", async () => {
    const offered = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      file,
      problem?.range,
    );
    return offered.some((action) => title.test(action.title)) && offered;
  });
  const action = actions.find((one) => title.test(one.title));
  assert.ok(action?.edit);
  assert.equal(action.isPreferred, true);
  await vscode.workspace.applyEdit(action.edit);
  await until("no problem", () => problemsOf(file).length === 0);
  return document.getText();
}

describe("a problem whose message knows the answer", () => {
  before(activate);
  afterEach(cleanUp);

  it("is mended with the right word for a choice", async () => {
    const text = await fixed("rleu", gaussian(10).replace('"relu"', '"rleu"'), /Change to "relu"/);
    assert.equal(text, gaussian(10));
  });

  it("is mended with the right name of a setting", async () => {
    const text = gaussian(10).replace('"units": 4', '"unit": 4');
    assert.equal(await fixed("unit", text, /Change to "units"/), gaussian(10));
  });

  it("is mended by taking a setting away, with its comma", async () => {
    const text = gaussian(10).replace('"engine"', '"colour": "red",\n  "engine"');
    const mended = await fixed("colour", text, /Remove colour/);
    assert.deepEqual(parseExperiment(mended), parseExperiment(gaussian(10)));
  });
});

describe("a study in the editor", () => {
  before(activate);
  afterEach(cleanUp);

  it("is JSON with comments, has no problems, and explains its settings", async () => {
    const file = vscode.Uri.joinPath(workspaceFolder(), "commented.study.json");
    const text =
      `{\n  // A comment, and a comma at an end.\n  "base": "x.gan.json",\n  "vary": { ` +
      `"training.seed": [1, 2] },\n}\n`;
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    const { document } = await vscode.window.showTextDocument(file);
    assert.equal(document.languageId, "jsonc");
    const hover = await until("a hover", async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        "vscode.executeHoverProvider",
        file,
        document.positionAt(text.indexOf('"base"') + 2),
      );
      const contents = hovers.flatMap((one) => one.contents);
      const texts = contents.map((one) => (typeof one === "string" ? one : one.value));
      return texts.join("\n") || undefined;
    });
    assert.match(hover, /The experiment that is varied/);
    assert.deepEqual(problemsOf(file), []);
    await vscode.workspace.fs.delete(file);
  });
});

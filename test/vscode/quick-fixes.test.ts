import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import { parseExperiment } from "../../src/experiment/parse";
import { activate, cleanUp, gaussian, workspaceFolder, writeConfig } from "./support";
import { until } from "../support/until";

const problemsOf = (file: vscode.Uri): vscode.Diagnostic[] => vscode.languages.getDiagnostics(file);

/** Opens a config with one mistake and takes a fix of it, as the light bulb does. */
async function fixed(name: string, text: string, title: RegExp): Promise<string> {
  const file = await writeConfig(name, text);
  const { document } = await vscode.window.showTextDocument(file);
  const [problem] = await until("one problem", () => {
    const found = problemsOf(file);
    assert.equal(found.length, 1, found.map(({ message }) => message).join("; "));
    return found;
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

describe("a warning of what goes wrong in training", () => {
  before(activate);
  afterEach(cleanUp);

  it("is mended by a value elsewhere in the config", async () => {
    const text = gaussian(10).replace(
      '"generator": { "type": "adam" }',
      '"generator": { "type": "adam", "learningRate": 0.1 }',
    );
    const mended = await fixed("odds", text, /Set D's learning rate to 0.1/);
    assert.match(mended, /"learningRate": 0.1[^]*"learningRate": 0.1/);
  });
});

describe("a mistake", () => {
  before(activate);
  afterEach(cleanUp);

  /** What is underlined in a config once VS Code's own JSON support has looked at it. */
  async function underlined(name: string, text: string, marks: number): Promise<string[]> {
    const file = await writeConfig(name, text);
    const { document } = await vscode.window.showTextDocument(file);
    // Its hover text comes from the schema, so the schema is there.
    await until("VS Code knows the schema", async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        "vscode.executeHoverProvider",
        file,
        document.positionAt(text.indexOf('"latent"') + 2),
      );
      return hovers.length > 0;
    });
    await until("the problems", () => problemsOf(file).length >= marks);
    // Time for a second opinion, which must not come.
    await delay(2000);
    const problems = problemsOf(file).sort((a, b) => a.range.start.compareTo(b.range.start));
    return problems.map(({ range }) => document.getText(range));
  }

  it("is one problem: of a choice, a bound, a name, a type and the number of values", async () => {
    const text = gaussian(10)
      .replace('"latent": { "size": 1 }', '"latent": { "size": true }')
      .replace('"relu"', '"rleu"')
      .replace('"type": "adam"', '"type": "adma"')
      .replace('"batchSize": 8', '"batchSize": -8, "colour": "red"')
      .replace('"engine": "cpu"', '"engine": ["cpu"]');
    const places = ["true", '"rleu"', '"adma"', "-8", '"colour"', '["cpu"]'];
    assert.deepEqual(await underlined("six-mistakes", text, places.length), places);
  });

  it("is one problem where the text is no JSON", async () => {
    const text = gaussian(10).replace('"size": 1 },', '"size": 1 }');
    assert.equal((await underlined("no-comma", text, 1)).length, 1);
  });

  it("is VS Code's to underline where a key is given twice: at both places, each once", async () => {
    const text = gaussian(10).replace('"size": 1 }', '"size": 1, "size": 1 }');
    assert.deepEqual(await underlined("twice", text, 2), ['"size"', '"size"']);
  });
});

describe("a study in the editor", () => {
  before(activate);
  afterEach(cleanUp);

  it("is JSON with comments, has no problems, and explains its settings", async () => {
    await writeConfig("x", gaussian(10));
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

    const wrong = text.replace("training.seed", "training.sead");
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(wrong));
    const [problem] = await until("a problem", () => {
      const found = problemsOf(file);
      return found.length > 0 && found;
    });
    assert.equal(document.getText(problem?.range), '"training.sead"');
    assert.match(problem?.message ?? "", /Unknown key "sead"; did you mean "seed"\?/);

    const searched = text.replace("},\n}", '},\n  "search": { "first": [{ "" }] },\n}');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(searched));
    await until("the editor has it", () => document.getText() === searched);
    await until("a completion of its own parameter", async () => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        "vscode.executeCompletionItemProvider",
        file,
        document.positionAt(searched.indexOf('""') + 1),
      );
      return list.items.some(({ label }) => label === '"training.seed"');
    });
    await vscode.workspace.fs.delete(file);
  });
});

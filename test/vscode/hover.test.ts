import assert from "node:assert/strict";
import * as vscode from "vscode";
import { activate, cleanUp, gaussian, writeConfig } from "./support";
import { last } from "../support/values";
import { until } from "../support/until";

const shown = (content: vscode.MarkdownString | vscode.MarkedString): string =>
  typeof content === "string" ? content : content.value;

/** What a person reads with the mouse over a place in a config, as Markdown. */
async function hoverAt(file: vscode.Uri, text: string, place: string): Promise<string> {
  assert.equal(text.split(place).length, 2, `${place} is in the text once`);
  const document = await vscode.workspace.openTextDocument(file);
  const position = document.positionAt(text.indexOf(place) + place.lastIndexOf('"'));
  return until(`a hover at ${place}`, async () => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      file,
      position,
    );
    return hovers.flatMap(({ contents }) => contents.map(shown)).join("\n") || undefined;
  });
}

/** What completion offers where `@` stands in a config: labels with their texts. */
async function offeredAt(name: string, marked: string): Promise<Map<string, string>> {
  const text = marked.replace("@", "");
  const file = await writeConfig(name, text);
  const document = await vscode.workspace.openTextDocument(file);
  return until("completions", async () => {
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      file,
      document.positionAt(marked.indexOf("@")),
      undefined,
      100,
    );
    // Words of the file, which VS Code offers until its JSON support is there, have no text.
    return (
      items.some(({ documentation }) => documentation !== undefined) &&
      new Map(
        items.map(({ label, documentation }) => [
          typeof label === "string" ? label : label.label,
          documentation === undefined ? "" : shown(documentation),
        ]),
      )
    );
  });
}

describe("the mouse over a name in a config", () => {
  const text = gaussian(10)
    .replace('"relu"', '"leakyRelu"')
    .replace(
      '"latent"',
      '"objective": { "loss": "hinge", "penalties": [{ "type": "r1" }], "packing": 2 },\n  ' +
        '"latent"',
    )
    .replace(
      '"generator": { "type": "adam" }',
      '"generator": { "type": "momentum", "learningRate": { "type": "exponential", ' +
        '"initial": 0.1, "decay": 0.999996 } }',
    )
    .replace('"engine"', '"evaluation": { "metrics": ["modes"] },\n  "engine"');
  let file: vscode.Uri;
  before(async () => {
    await activate();
    file = await writeConfig("hover", text);
    await vscode.window.showTextDocument(file);
  });
  after(cleanUp);

  it("shows an optimizer's formula, defaults, paper and when it helps", async () => {
    const hover = await hoverAt(file, text, '"type": "adam"');
    assert.match(hover, /^\*\*adam\*\* · \*Kingma and Ba 2015\*\n/);
    assert.match(
      hover,
      /`m <- beta1 m [^]*\n`theta <- theta - learningRate \* mhat \/ \(sqrt\(vhat\) \+ epsilon\)`/,
    );
    assert.match(hover, /The usual optimizer of GANs/);
    assert.match(
      hover,
      /Defaults: `learningRate` 0\.001, `beta1` 0\.9, `beta2` 0\.999, `epsilon` 1e-8/,
    );
    assert.doesNotMatch(hover, /Polyak/);
  });

  for (const [what, place, words] of [
    [
      "a loss",
      '"loss": "hinge"',
      /`hinge`: D is pushed [^]*`L_D = E\[max\(0, 1 - D\(x\)\)\][^]*\*Lim and Ye 2017/,
    ],
    [
      "a schedule",
      '"type": "exponential"',
      new RegExp(
        "\\*\\*exponential\\*\\* · \\*Goodfellow et al\\. 2014\\*[^]*" +
          "max\\(floor, initial \\* decay\\^step\\)[^]*Defaults: `floor` 0",
      ),
    ],
    [
      "a penalty",
      '"type": "r1"',
      /\*\*r1\*\* · \*Mescheder et al\. 2018\*[^]*\|\|grad D\(x\)\|\|\^2[^]*Defaults: `weight` 10/,
    ],
    ["data", '"source": "gaussian"', /\*\*gaussian\*\*[^]*Defaults: `mean` 0, `stddev` 1/],
    [
      "an activation",
      '"activation": "leakyRelu"',
      /`leakyRelu`: Rectified linear with a slope[^]*max\(x, slope \* x\)/,
    ],
    ["an evaluation", '"metrics": ["modes"', /`modes`: Of mixtures/],
  ] as const) {
    it(`shows ${what}`, async () => assert.match(await hoverAt(file, text, place), words));
  }

  it("shows a setting's own words at its key, whatever it is set to", async () => {
    assert.match(
      await hoverAt(file, text, '"learningRate"'),
      /^Step size: a number, or a schedule/,
    );
    assert.match(await hoverAt(file, text, '"data"'), /^What the generator is to imitate/);
    assert.match(
      await hoverAt(file, text, '"packing"'),
      /D judges m samples at once[^]*\*Lin et al\. 2018/,
    );
  });
});

describe("completion of a name in a config", () => {
  before(activate);
  afterEach(cleanUp);

  for (const [what, was, is, some, words] of [
    [
      "optimizers",
      '"generator": { "type": "adam" }',
      '"generator": { "type": "@" }',
      ['"sgd"', '"optimisticAdam"', '"adam"'],
      /\*\*adam\*\*[^]*Kingma and Ba 2015/,
    ],
    [
      "schedules",
      '"generator": { "type": "adam" }',
      '"generator": { "type": "adam", "learningRate": { "type": "@" } }',
      ['"cosine"', '"warmUp"', '"exponential"'],
      /\*\*exponential\*\*[^]*decay\^step/,
    ],
    [
      "losses",
      '"engine"',
      '"objective": { "loss": "@" },\n  "engine"',
      ['"nonSaturating"', '"wasserstein"', '"hinge"'],
      /margin of 1[^]*L_G = -E\[D\(G\(z\)\)\]/,
    ],
    [
      "layers",
      '"type": "dense", "units": 4, "activation": "relu" }, { "type": "dense", "units": 1 ' +
        '}] },\n  "discriminator"',
      '"type": "@" }] },\n  "discriminator"',
      ['"conv2d"', '"maxout"', '"dense"'],
      /\*\*dense\*\*[^]*activation\(x W \+ b\)/,
    ],
  ] as const) {
    it(`offers the ${what} with the same texts`, async () => {
      const text = gaussian(10).replace(was, is);
      const offered = await offeredAt(`offers-${what}`, text);
      for (const label of some)
        assert.ok(offered.has(label), `${label} is among ${[...offered.keys()].join(", ")}`);
      assert.match(offered.get(last(some)) ?? "", words);
    });
  }
});

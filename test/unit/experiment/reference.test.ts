import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { referencePage } from "../../../src/experiment/reference";
import { slugger } from "../../../src/experiment/reference-parts";
import {
  defaultText,
  isName,
  nameOf,
  type SchemaNode,
  schemaTree,
} from "../../../src/experiment/schema-tree";
import type { Entry } from "../../../src/experiment/schema/entry";
import { studySchema } from "../../../src/search/schema";
import { REPOSITORY } from "../../support/paths";
import { present } from "../../support/values";

const tree = schemaTree();
const study = schemaTree(studySchema);

/** All that stands in the schema, each with the path to it. */
function* within(node: SchemaNode, path = ""): Generator<[path: string, node: SchemaNode]> {
  yield [path, node];
  for (const [key, value] of Object.entries({ ...node.properties, ...node.definitions }))
    yield* within(value, `${path}.${key}`);
  const items = [node.items ?? []].flat();
  for (const one of [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? []), ...items])
    yield* within(one, `${path}.${nameOf(one) ?? ""}`);
}

const lacking = (entries: Record<string, Entry | undefined>, wanted: (keyof Entry)[]): string[] =>
  Object.entries(entries).flatMap(([name, entry]) =>
    wanted.filter((what) => !entry?.[what]).map((what) => `${name}: ${what}`),
  );

const alternatives = (kind: string): Record<string, Entry | undefined> => {
  const { anyOf, oneOf } = present(present(tree.definitions)[kind]);
  return Object.fromEntries(
    present(anyOf ?? oneOf).map((node) => [present(nameOf(node)), node.entry]),
  );
};

describe("What the schema says in words", () => {
  it("is something of everything that has a name, and of every setting", () => {
    const names: string[] = [];
    const silent: string[] = [];
    for (const [path, node] of [...within(tree), ...within(study)]) {
      const name = nameOf(node);
      if (name !== undefined) names.push(name);
      if (name !== undefined && !node.entry?.summary) silent.push(path);
      if (node.entries)
        silent.push(...lacking(node.entries, ["summary"]).map((what) => `${path}.${what}`));
      for (const [key, value] of Object.entries(node.properties ?? {})) {
        if (!isName(key, value) && !(value.entry?.summary ?? value.description))
          silent.push(`${path}.${key}`);
      }
    }
    assert.deepEqual(silent, []);
    for (const name of [
      "mnist",
      "csv",
      "conv2d",
      "glorotUniform",
      "cosine",
      "dragan",
      "adam",
      "globalNorm",
      "globalContrast",
    ])
      assert.ok(names.includes(name), name);
  });

  for (const kind of ["optimizer", "schedule", "penalty"]) {
    it(`is formula and paper of every ${kind}`, () => {
      assert.ok(Object.keys(alternatives(kind)).length > 2);
      assert.deepEqual(lacking(alternatives(kind), ["formula", "paper", "helps"]), []);
    });
  }

  it("is formula and paper of every loss", () => {
    const { enum: losses, entries } = present(
      present(present(present(tree.properties)["objective"]).properties)["loss"],
    );
    assert.deepEqual(Object.keys(present(entries)), losses);
    assert.deepEqual(lacking(present(entries), ["formula", "paper", "helps"]), []);
  });

  it("does not break out of the code that a formula is shown as", () => {
    const broken = [...within(tree)]
      .flatMap(([path, { entry, entries }]) =>
        [entry, ...Object.values(entries ?? {})].map((one) => [path, one?.formula ?? ""] as const),
      )
      .filter(([, formula]) => /[`\n]/.test(formula));
    assert.deepEqual(broken, []);
  });
});

describe("The reference page", () => {
  const page = referencePage(study);
  const headings = page.split("\n").flatMap((line) => /^#+ (.*)$/.exec(line)?.[1] ?? []);

  it("is the one that the schema makes; `npm run docs` writes it", () => {
    assert.equal(readFileSync(join(REPOSITORY, "docs", "reference.md"), "utf8"), page);
  });

  it("has a section for everything that has a name", () => {
    for (const [path, node] of [...within(tree), ...within(study)]) {
      for (const name of [nameOf(node) ?? [], Object.keys(node.entries ?? {})].flat())
        assert.ok(headings.includes(`\`${name}\``), `${path}: ${name}`);
    }
  });

  it("has links that lead to the heading that they name", () => {
    const slug = slugger();
    const anchors = new Map(
      headings.map((heading) => [slug(heading), heading.replaceAll("`", "").toLowerCase()]),
    );
    const links = [...page.matchAll(/\[([^\]\[\n]+)\]\(#([^)]+)\)/g)].map(
      ([, text, anchor]) =>
        [present(text).replaceAll("`", "").toLowerCase(), present(anchor)] as const,
    );
    assert.ok(links.length > 200);
    for (const [text, anchor] of links) {
      const heading = anchors.get(anchor);
      assert.ok(
        heading !== undefined && (text === "object" || heading.startsWith(text.replace(/y$/, ""))),
        `[${text}](#${anchor}) leads to ${heading}`,
      );
    }
  });

  it("tells each setting's kind, bounds, default and meaning", () => {
    for (const row of [
      "| `beta1` | number above -1 below 1 | `0.9` | Decay of the running mean of gradients. " +
        "GANs often use 0.5; below 0 it is negative momentum (Gidel et al. 2019). |",
      "| `loss` | [loss](#losses) | `nonSaturating` | What each of the two networks minimises. |",
      "| `seed` | whole number from 0 to 2147483647 | `1` | Fixes weights, noise and data order. |",
      "| `layers` | list: [layer](#layers) |  | Layers from input to output. This, or a module. |",
      "| `from` | list of 2: number | `[-1, -1]` | One end, [x, y]. |",
      "| `trials` | whole number from 1 |  | No more trials than these. |",
      "| `prune` | [pruner](#pruners) |  | Trials that are hopeless at an evaluation are " +
        "stopped; they can be resumed by hand. evaluation.every must say how often. |",
      "| `kernelInitializer` | [initializer](#initializers) | `glorotUniform` | How the " +
        "weights start. |",
    ])
      assert.ok(page.includes(`\n${row}\n`), row);
  });

  it("tells what all optimizers have in common once", () => {
    assert.equal(page.split("\n| `lookahead` |").length, 2);
    assert.equal(
      page.split("\n| `learningRate` |").length - 1,
      Object.keys(alternatives("optimizer")).length + 1,
    );
  });

  it("has every row of a table of four cells", () => {
    const rows = page.split("\n").filter((line) => line.startsWith("| "));
    for (const row of rows) assert.equal(row.replaceAll("\\|", "").split("|").length, 6, row);
  });
});

describe("A default in words", () => {
  for (const [value, text] of [
    [0, "0"],
    [0.001, "0.001"],
    [1e-8, "1e-8"],
    [0.0001, "1e-4"],
    [-2, "-2"],
    [true, "true"],
    ["linear", "linear"],
    [[-2, 2], "[-2, 2]"],
    [{ type: "glorotUniform" }, "glorotUniform"],
    [{ type: "constant", value: 0 }, "constant, value 0"],
    [{}, undefined],
    [[], undefined],
    [undefined, undefined],
  ] as const) {
    it(`${JSON.stringify(value)} is ${text ?? "left out"}`, () =>
      assert.equal(defaultText(value), text));
  }
});

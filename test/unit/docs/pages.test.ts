import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { COLUMN_NAMES } from "../../../src/shared/run/metrics";
import type { RunRecord } from "../../../src/shared/run/run";
import { REPOSITORY } from "../../support/paths";

const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  "bench/README.md",
  ...readdirSync(join(REPOSITORY, "docs")).map((name) => `docs/${name}`),
].filter((name) => name.endsWith(".md"));
const textOf = (page: string): string => readFileSync(join(REPOSITORY, page), "utf8");

/** What `gan runs --json` may print of a run. */
const RUN_FIELDS: Record<keyof RunRecord | "dir" | "notes" | "unreadable", true> = {
  dir: true,
  format: true,
  id: true,
  name: true,
  state: true,
  step: true,
  steps: true,
  trainingSeconds: true,
  engine: true,
  seed: true,
  pid: true,
  createdAt: true,
  updatedAt: true,
  configSha256: true,
  configFile: true,
  versions: true,
  parent: true,
  weightsFrom: true,
  pending: true,
  error: true,
  notes: true,
  unreadable: true,
};

describe("the pages of the documentation", () => {
  for (const page of PAGES)
    it(`${page} names files that are there`, () => {
      const text = textOf(page);
      const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link]) =>
        join(dirname(page), link ?? ""),
      );
      const places = [...text.matchAll(/`((?:src|test|docs|scripts|bench)\/[\w./-]+)`/g)].map(
        ([, path]) => path ?? "",
      );
      // What tests and benchmarks write is not there before they have run.
      const kept = [...links, ...places].filter((path) => !path.startsWith("test/e2e/out"));
      const missing = kept.filter((path) => !existsSync(join(REPOSITORY, path)));
      assert.deepEqual(missing, []);
    });

  it("docs/README.md leads to every other page", () => {
    const start = textOf("docs/README.md");
    const pages = PAGES.filter((page) => page.startsWith("docs/") && page !== "docs/README.md");
    assert.deepEqual(
      pages.filter((page) => !start.includes(`](${page.slice("docs/".length)})`)),
      [],
    );
  });

  it("docs/scripts.md has every field and column that scripts are given", () => {
    const [, ofRuns = "", ofMetrics = ""] = textOf("docs/scripts.md").split(/^## /m);
    const named = (section: string): string[] =>
      [...section.matchAll(/^\|([^|]*)\|/gm)].flatMap(([, cell = ""]) =>
        [...cell.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name),
      );
    const own = ["format", "pid", "pending"];
    const documented = [...named(ofRuns), ...own].sort();
    assert.deepEqual(documented, Object.keys(RUN_FIELDS).sort());
    assert.deepEqual(named(ofMetrics), [...COLUMN_NAMES]);
  });

  it("no recipe touches more than five files of code", () => {
    const recipes = textOf("docs/recipes.md").split(/^## /m).slice(1);
    assert.equal(recipes.length, 10);
    for (const recipe of recipes) {
      const numbers = [...recipe.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));
      assert.ok(Math.max(...numbers) <= 5 && Math.min(...numbers) === 1, recipe.slice(0, 40));
    }
  });
});

import assert from "node:assert/strict";
import { runColumns } from "../../../../src/shared/runs-table/columns";
import { parseFilter } from "../../../../src/shared/runs-table/filter";
import { orderAfter } from "../../../../src/shared/runs-table/order";
import type { RunEntry } from "../../../../src/shared/runs-table/run-entry";
import { settingPaths, settingsOf } from "../../../../src/shared/runs-table/settings-of";
import { type RunsTable, tableColumns, tableOf } from "../../../../src/shared/runs-table/table";
import {
  restoreSettings,
  START,
  type TableSettings,
} from "../../../../src/shared/runs-table/table-settings";
import { csvOf, markdownOf } from "../../../../src/shared/runs-table/table-text";
import { fid, gridEntries, runEntry } from "../../../support/run-entries";

const table = (runs: readonly RunEntry[], settings: Partial<TableSettings> = {}): RunsTable =>
  tableOf(runs, tableColumns(runs, settings.atStep), { ...START, ...settings });
const titles = ({ columns }: RunsTable): string[] => columns.map(({ title }) => title);
const names = (runs: readonly RunEntry[]): string[] => runs.map(({ name }) => name);

describe("the settings of a config", () => {
  it("have the paths of --set; schedules are one value, lists are known as a whole too", () => {
    const { values, lists } = settingsOf({
      name: "ring",
      generator: { layers: [{ type: "dense", units: 16 }, { type: "relu" }] },
      optimizer: {
        generator: {
          type: "adam",
          learningRate: { type: "linear", from: 0.1, to: 0, end: 100 },
        },
      },
      evaluation: { metrics: ["modes", "fid"] },
    });
    assert.deepEqual(values, {
      "generator.layers.0.type": "dense",
      "generator.layers.0.units": 16,
      "generator.layers.1.type": "relu",
      "optimizer.generator.type": "adam",
      "optimizer.generator.learningRate": "0.1 → 0 by step 100",
      "evaluation.metrics": "modes and fid",
    });
    assert.equal(lists["generator.layers"]?.shape, "dense relu");
    // A drawing may have thousands of points.
    const drawing = (y: number) => settingsOf({ points: [[0, y]] }).values["points"];
    assert.match(String(drawing(1)), /^1 row, [0-9a-f]{8}$/);
    assert.notEqual(drawing(1), drawing(2));
  });

  it("of lists of several shapes are not compared entry by entry", () => {
    const layers = (...units: number[]) =>
      settingsOf({ layers: units.map((count) => ({ type: "dense", units: count })) });
    const paths = (...all: ReturnType<typeof layers>[]) =>
      settingPaths(all).map(({ path }) => path);
    assert.deepEqual(paths(layers(16), layers(32)), ["layers.0.type", "layers.0.units"]);
    assert.deepEqual(paths(layers(16), layers(16, 2)), ["layers"]);
  });
});

describe("the columns of the table of runs", () => {
  it("are those in which the runs differ, until all are asked for", () => {
    const runs = gridEntries([0.1, 0.2], [1, 2]);
    assert.deepEqual(titles(table(runs)), [
      "Star",
      "Name",
      "State",
      "Step",
      "FID, best",
      "G learningRate",
      "seed",
      "Time",
      "Started",
      "Size",
    ]);
    assert.ok(titles(table(runs, { onlyDiffering: false })).includes("data.modes"));
    assert.ok(!titles(table(runs, { hidden: ["set training.seed"] })).includes("seed"));
    assert.ok(titles(table(runs, { shown: ["engine"] })).includes("Engine"));
  });

  it("are moved and pinned; the pinned ones are first", () => {
    const runs = gridEntries([0.1, 0.2], [1, 2]);
    const moved = table(runs, { columnOrder: ["size", "state"], pinned: ["name", "size"] });
    assert.deepEqual(titles(moved).slice(0, 3), ["Size", "Name", "State"]);
    assert.equal(moved.pinned, 2);
  });

  it("keep apart figures that cannot be compared, and offer them at a step", () => {
    const runs = [
      runEntry("a", {
        figures: [
          fid([
            [50, 3],
            [100, 2],
          ]),
        ],
      }),
      runEntry("b", {
        figures: [
          fid(
            [
              [50, 1],
              [100, 4],
            ],
            5000,
          ),
        ],
      }),
    ];
    const all = runColumns(runs, 50).filter(({ title }) => title.startsWith("FID"));
    assert.deepEqual(
      all.map(({ title }) => title),
      [
        "FID, best (1,000 samples of G)",
        "FID, last (1,000 samples of G)",
        "FID, at 50 (1,000 samples of G)",
        "FID, best (5,000 samples of G)",
        "FID, last (5,000 samples of G)",
        "FID, at 50 (5,000 samples of G)",
      ],
    );
    assert.deepEqual(
      runs.map((run) => all.map(({ text }) => text(run))),
      [
        ["2", "2", "3", "", "", ""],
        ["", "", "", "1", "4", "1"],
      ],
    );
  });
});

describe("the filter of the table of runs", () => {
  const runs = [
    runEntry("ring", { state: "running", seconds: 30, notes: { tags: ["good", "for paper"] } }),
    runEntry("ring two", { seconds: 700, bytes: 3e6 }),
    runEntry("grid", { state: "failed", notes: { note: "rate too high" } }),
  ];
  const columns = runColumns([...runs, ...gridEntries([0.1], [1])]);
  const kept = (text: string): string[] => {
    const { fits, problems } = parseFilter(text, columns);
    assert.deepEqual(problems, []);
    return names(runs.filter(fits));
  };

  it("takes words, comparisons with units, what a column holds, and their contrary", () => {
    const cases: [string, string[]][] = [
      ["", ["ring", "ring two", "grid"]],
      ["RING", ["ring", "ring two"]],
      ['"ring two"', ["ring two"]],
      ["ring -two", ["ring"]],
      ["time>10min", ["ring two"]],
      ["time <= 30s", ["ring", "grid"]],
      ["size>2MB", ["ring two"]],
      ["state=failed", ["grid"]],
      ["state!=failed", ["ring", "ring two"]],
      ["tags:good", ["ring"]],
      ['tags:"for paper"', ["ring"]],
      ["note=", ["ring", "ring two"]],
      ['note:"too high" state:fail', ["grid"]],
    ];
    for (const [text, expected] of cases) assert.deepEqual(kept(text), expected, text);
  });

  it("finds a setting by the end of its path, and a column by the beginning of its title", () => {
    const grid = gridEntries([0.1, 0.2], [1, 2]);
    const of = (text: string) => grid.filter(parseFilter(text, runColumns(grid)).fits).length;
    assert.equal(of("learningRate=0.2"), 2);
    assert.equal(of("optimizer.generator.learningRate>0.1 seed=1"), 1);
    assert.equal(of("fid<1.2"), 1);
  });

  it("says what it cannot understand, and filters by the rest", () => {
    const problem = (text: string): string[] =>
      parseFilter(text, columns).problems.map(({ message }) => message);
    assert.deepEqual(problem("kid<20"), ["there is no column “kid”"]);
    assert.deepEqual(problem("time>long"), ["“time>long”: long is no number"]);
    assert.deepEqual(problem("step>"), ["“step>”: what is Step compared with?"]);
    assert.deepEqual(problem("st<1"), [
      '“st” may be "Star", "State", "Step", …: give more of its name',
    ]);
    assert.deepEqual(problem("<20"), ["“<20” is no part of a filter"]);
    const { fits, problems } = parseFilter("kid<20 grid", columns);
    assert.equal(problems.length, 1);
    assert.deepEqual(names(runs.filter(fits)), ["grid"]);
  });
});

describe("the order of the table of runs", () => {
  it("goes by several columns; what is missing is last in both directions", () => {
    const runs = gridEntries([0.1, 0.2], [1, 2]).concat(runEntry("none"));
    const order = (...keys: [string, boolean][]): string[] =>
      table(runs, { order: keys.map(([by, descending]) => ({ by, descending })) }).runs.map(
        ({ dir }) => dir.slice("/runs/".length),
      );
    const rate = "set optimizer.generator.learningRate";
    assert.deepEqual(order([rate, true], ["set training.seed", false]), [
      "ring-0.2-1",
      "ring-0.2-2",
      "ring-0.1-1",
      "ring-0.1-2",
      "none",
    ]);
    assert.equal(order([rate, false]).at(-1), "none");
  });

  it("turns with each click, and Shift keeps the columns before", () => {
    const once = orderAfter([], "step", false);
    const twice = orderAfter(once, "step", false);
    assert.deepEqual(
      [once, twice, orderAfter(twice, "step", false)],
      [[{ by: "step", descending: false }], [{ by: "step", descending: true }], []],
    );
    const both = orderAfter(twice, "name", true);
    assert.deepEqual(both, [
      { by: "step", descending: true },
      { by: "name", descending: false },
    ]);
    assert.deepEqual(orderAfter(both, "size", false), [{ by: "size", descending: false }]);
  });
});

describe("the table of runs as text", () => {
  const runs = [runEntry("a|b", { notes: { note: '=1+1, "x"' }, seconds: 1 / 3 }), runEntry("c")];
  const { rows, columns } = table(runs, { hidden: ["star", "started", "size", "state", "step"] });

  it("is a Markdown table, and CSV with numbers in full and without formulas", () => {
    assert.equal(
      markdownOf(rows, columns),
      [
        "| Name | Note | Time |",
        "| --- | --- | ---: |",
        "| c |  | 10 s |",
        '| a\\|b | =1+1, "x" | 0.33 s |',
        "",
      ].join("\n"),
    );
    assert.equal(
      csvOf(rows, columns),
      ["Name,Note,Time", "c,,10", `a|b,"'=1+1, ""x""",${1 / 3}`, ""].join("\n"),
    );
  });
});

describe("what is kept of the table of runs", () => {
  it("comes back as it was, and damage is passed over", () => {
    const settings: TableSettings = {
      ...START,
      filter: "x",
      order: [{ by: "step", descending: true }],
      widths: { name: 200 },
      groupBy: "study",
      atStep: 50,
    };
    assert.deepEqual(restoreSettings(JSON.parse(JSON.stringify(settings))), settings);
    assert.deepEqual(restoreSettings(undefined), START);
    // One without a grouping was kept with none.
    const flat = restoreSettings({ order: 3, widths: [], hidden: "a", pinned: null });
    assert.equal("groupBy" in flat, false);
    assert.deepEqual({ ...flat, groupBy: START.groupBy }, START);
  });
});

import assert from "node:assert/strict";
import { runColumns } from "../../../../src/shared/runs-table/columns";
import { BY_SETTINGS, groupText, spreadOf } from "../../../../src/shared/runs-table/groups";
import type { RunEntry } from "../../../../src/shared/runs-table/run-entry";
import { type RunsTable, tableColumns, tableOf } from "../../../../src/shared/runs-table/table";
import { START, type TableSettings } from "../../../../src/shared/runs-table/table-settings";
import { cellText } from "../../../../src/shared/runs-table/table-text";
import { fid, gridEntries, runEntry } from "../../../support/run-entries";
import { found } from "../../../support/values";

const table = (runs: readonly RunEntry[], settings: Partial<TableSettings> = {}): RunsTable =>
  tableOf(runs, tableColumns(runs), { ...START, ...settings });
const names = (runs: readonly RunEntry[]): string[] => runs.map(({ name }) => name);

describe("groups of runs", () => {
  it("have the mean and the spread over seeds, and all members when they are opened", () => {
    const runs = gridEntries([0.1, 0.2], [1, 2, 3]);
    const best = found(runColumns(runs), ({ title }) => title === "FID, best");
    const closed = table(runs, {
      groupBy: BY_SETTINGS,
      order: [{ by: best.id, descending: true }],
    });
    const groups = closed.rows.flatMap((row) => (row.kind === "group" ? [row.group] : []));
    assert.deepEqual(
      groups.map((group) => [group.title, group.members.length, groupText(group, best)]),
      [
        ["ring · G learningRate 0.2", 3, "2.2 ± 0.1"],
        ["ring · G learningRate 0.1", 3, "1.2 ± 0.1"],
      ],
    );
    const open = table(runs, { groupBy: BY_SETTINGS, open: groups.map(({ id }) => id) });
    assert.deepEqual(
      open.rows.map(({ kind }) => kind),
      ["group", "run", "run", "run", "group", "run", "run", "run"],
    );
    assert.equal(new Set(open.rows.map(({ id }) => id)).size, 8);
  });

  it("of studies are rows beside single runs, with their progress and their best figure", () => {
    const study = { dir: "/studies/a", name: "rates" };
    const runs = [
      ...gridEntries([0.1], [1, 2]).map((run) => ({ ...run, study })),
      runEntry("alone", { figures: [fid([[100, 1.5]])] }),
    ];
    const entry = { ...study, state: "running" as const, ended: 2, running: 1, planned: 12 };
    const empty = { dir: "/studies/b", name: "rates", state: "interrupted" as const };
    const studies = [entry, { ...empty, ended: 0, running: 0 }];
    const rowsOf = (settings: Partial<TableSettings>) => {
      const columns = tableColumns(runs);
      const { rows } = tableOf(runs, columns, { ...START, ...settings }, studies);
      const shown = columns.all.filter(({ title }) =>
        ["Name", "State", "Step", "FID, best"].includes(title),
      );
      return rows.map((row) => shown.map((column) => cellText(row, column)).join(" | "));
    };
    const best = found(runColumns(runs), ({ title }) => title === "FID, best").id;
    const order = [{ by: best, descending: true }];
    const rates = "rates | running | 2/12 trials | best 1.1";
    const none = "rates | interrupted | 0 trials | ";
    const alone = "alone | finished | 100 | 1.5";
    assert.deepEqual(rowsOf({ order }), [alone, rates, none]);
    assert.deepEqual(rowsOf({ order, open: [study.dir] }), [
      alone,
      rates,
      "ring | finished | 100 | 1.2",
      "ring | finished | 100 | 1.1",
      none,
    ]);
    // A study without a run that fits is no answer to a filter.
    assert.deepEqual(rowsOf({ filter: "alone" }), [alone]);
  });

  it("of tags hold a run in each of its own", () => {
    const runs = [runEntry("a", { notes: { tags: ["x", "y"] } }), runEntry("b")];
    const { rows } = table(runs, { groupBy: "tags" });
    const groups = rows.flatMap((row) => (row.kind === "group" ? [row.group] : []));
    assert.deepEqual(
      new Set(groups.map(({ title, members }) => `${title}: ${names(members).join()}`)),
      new Set(["x: a", "y: a", ": b"]),
    );
  });

  it("give the sample's deviation (n - 1), and none of one number", () => {
    assert.deepEqual(spreadOf([1, 2, 3]), { mean: 2, stddev: 1, count: 3 });
    assert.deepEqual(spreadOf([4]), { mean: 4, count: 1 });
    assert.equal(spreadOf([]), undefined);
  });
});

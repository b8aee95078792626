import assert from "node:assert/strict";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import {
  checkpointStep,
  latestCheckpoint,
  listCheckpoints,
  readHistory,
  readRecord,
  readRun,
  runFiles,
  writeRecord,
} from "../../../src/run";
import { decodeSafetensors, encodeSafetensors } from "../../../src/run/safetensors";
import { WRONG_BYTES, WRONG_PARTS } from "../../support/damaged-checkpoints";
import { assertSame, finished, template } from "../../support/trainer";
import { runGan } from "../../support/command-line";
import { at, first, last, present } from "../../support/values";

const EXPERIMENT = template("gaussian-1d", (e) => {
  e.training.steps = 200;
  e.checkpoint = { every: 2, keep: 1000 };
  e.samples.every = 100;
  e.evaluation = { ...e.evaluation, every: 100 };
});

/** What a line of any of the files may be that is none. */
const WRONG_LINES = [
  "null",
  "true",
  "7",
  '"text"',
  "[]",
  "[1,2]",
  "{}",
  '{"step":null,"time":1}',
  '{"step":"12","time":"x"}',
  '{"step":-1,"time":1}',
  '{"step":1.5,"time":1}',
  "\0\0\0\0\0\0\0\0",
  '{"step":12,"ti',
  "",
  "   ",
];

/**
 * What `run.json` and `config.json` may hold that is none; undefined is a folder in the file's
 * place.
 */
const WRONG_FILES: Record<string, (text: string) => string | undefined> = {
  empty: () => "",
  null: () => "null",
  "{}": () => "{}",
  "a list": () => "[]",
  "a number": () => "1",
  torn: (text) => text.slice(0, text.length / 2),
  zeros: (text) => "\0".repeat(text.length),
  "with a number that is text": (text) => text.replace(/"steps": \d+/, '"steps": "many"'),
  "with a negative number": (text) => text.replace(/"steps": \d+/, '"steps": -5'),
  "with an endless number": (text) => text.replace(/"steps": \d+/, '"steps": 1e999'),
  "without a part": (text) => text.replace(/"(engine|data)": \{/, '"part": {'),
  "a folder": () => undefined,
};

describe("A run whose files are damaged", () => {
  let whole: string;
  let runsDir: string;
  let folder: string;
  before(async () => {
    whole = await finished(EXPERIMENT);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gan-damage-"));
    runsDir = join(folder, ".gan", "runs");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A copy of the run as if its trainer had died at its last step. */
  const copy = (name = "run"): string => {
    const dir = join(runsDir, name);
    cpSync(whole, dir, { recursive: true });
    writeRecord(dir, { ...readRecord(dir), state: "interrupted", step: 199 });
    return dir;
  };
  const linesOf = (file: string): string[] => readFileSync(file, "utf8").split("\n").slice(0, -1);
  const gan = (...args: string[]) => runGan(args, folder);

  it("goes on from the latest whole checkpoint of its own, and names the others", async () => {
    const dir = copy();
    const damages: ((file: string) => Uint8Array)[] = [
      ...Object.values(WRONG_PARTS).map((damage) => (file: string) => {
        const parts = decodeSafetensors(readFileSync(file), file);
        damage(parts);
        return encodeSafetensors(parts.tensors, parts.metadata);
      }),
      ...Object.values(WRONG_BYTES).map((damage) => (file: string) => damage(readFileSync(file))),
    ];
    const files = listCheckpoints(dir);
    const passedOver = files.slice(0, damages.length + 2);
    for (const [i, damaged] of damages.entries())
      writeFileSync(at(files, i), damaged(at(files, i)));
    for (const file of passedOver.slice(-2)) rmSync(file);
    mkdirSync(at(passedOver, -2));
    symlinkSync("nowhere", last(passedOver));
    const good = checkpointStep(at(files, passedOver.length));

    const evaluated = await gan("evaluate", dir);
    assert.equal(evaluated.code, 0, evaluated.stderr);
    assert.ok(evaluated.stdout.includes(String(good)), evaluated.stdout);

    const { code, stdout, stderr } = await gan("resume", dir);
    assert.equal(code, 0, stderr);
    const { events } = await readHistory(dir);
    const warnings = events.flatMap((event) => (event.type === "warning" ? event.message : []));
    const log = readFileSync(runFiles(dir).log, "utf8");
    const what = [...Object.keys(WRONG_PARTS), ...Object.keys(WRONG_BYTES), "a folder", "a link"];
    for (const [i, file] of passedOver.entries()) {
      const [warning = ""] = warnings.filter((one) => one.includes(basename(file)));
      assert.match(warning, /^Skipped a checkpoint, which is not a /, what[i]);
      assert.ok(log.includes(warning), what[i]);
      assert.ok(stdout.includes(warning), `${what[i]}: ${stdout}`);
    }
    assert.equal(warnings.length, passedOver.length);
    assert.ok(events.some(({ type, step }) => type === "resumed" && step === good));
    await assertSame(whole, dir);
    assert.equal(
      present(await latestCheckpoint(dir)).step,
      200,
      "no damaged file is taken for the newest",
    );
  });

  it("is not begun anew where no checkpoint can be used", async () => {
    const dir = copy();
    const rows = readFileSync(runFiles(dir).metrics);
    for (const file of listCheckpoints(dir)) writeFileSync(file, readFileSync(file).subarray(1));
    const { code, stderr } = await gan("resume", dir);
    assert.notEqual(code, 0);
    assert.match(stderr, /none of the 101 checkpoints can be used.*step-00000200/s);
    assert.deepEqual(readFileSync(runFiles(dir).metrics), rows, "its rows are kept");
  });

  it("is read without the lines that are none, and those that repeat others", async () => {
    const dir = copy();
    const { metrics, events, evaluations } = runFiles(dir);
    const before = await readRun(dir);
    for (const file of [metrics, events, evaluations]) {
      const lines = linesOf(file).flatMap((line, i) => [
        line,
        ...(i % 2 === 0 ? [line] : []),
        at(WRONG_LINES, i % WRONG_LINES.length),
      ]);
      writeFileSync(file, `${[...WRONG_LINES, ...lines, ...WRONG_LINES].join("\n")}\n{"step":`);
    }
    assert.deepEqual(await readRun(dir), before);
    const compared = await gan("compare", whole, dir);
    assert.equal(compared.code, 0, compared.stderr);
    rmSync(first(listCheckpoints(dir)));
    const { code, stderr } = await gan("resume", dir);
    assert.equal(code, 0, stderr);
    await assertSame(whole, dir);
  });

  for (const name of ["record", "config"] as const)
    it(`is refused, and stops no other, where its ${name} is none`, async () => {
      copy("good");
      const kinds = Object.entries(WRONG_FILES);
      for (const [i, [what, damage]] of kinds.entries()) {
        const dir = copy(`damaged-${i}`);
        const file = runFiles(dir)[name];
        const text = damage(readFileSync(file, "utf8"));
        rmSync(file);
        if (text === undefined) mkdirSync(file);
        else writeFileSync(file, text);
        const rows = readFileSync(runFiles(dir).metrics);
        for (const command of ["resume", "evaluate"]) {
          const { code, stderr } = await gan(command, dir);
          assert.notEqual(code, 0, `${command}: ${what}`);
          assert.ok(stderr.includes(file), `${command}: ${what}: ${stderr}`);
          assert.doesNotMatch(stderr, /internal|undefined|TypeError/, `${command}: ${what}`);
        }
        assert.deepEqual(readFileSync(runFiles(dir).metrics), rows, what);
      }
      const listed = (await gan("runs")).stdout;
      assert.match(listed, /interrupted .* .gan.runs.good/);
      const unreadable = listed.split("\n").filter((line) => line.startsWith("unreadable "));
      // A config is read when a run is opened; the list reads records alone.
      assert.equal(unreadable.length, name === "record" ? kinds.length : 0, listed);
    });
});

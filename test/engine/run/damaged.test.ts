import assert from "node:assert/strict";
import { execFile } from "node:child_process";
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
import type { Values } from "../../../src/tensor/values";
import { assertSame, finished, template } from "../../support/trainer";
import { CLI } from "../../support/paths";

const EXPERIMENT = template("gaussian-1d", (e) => {
  e.training.steps = 200;
  e.checkpoint = { every: 2, keep: 1000 };
  e.samples.every = 100;
  e.evaluation = { ...e.evaluation, every: 100 };
});

/** The tensors and words of a checkpoint, which a damage changes in place. */
interface Parts {
  tensors: Record<string, Values>;
  metadata: Record<string, string>;
}

const KERNEL = "generator/0/kernel";
const SLOT = "optimizer/discriminator/";
const slotOf = (tensors: Parts["tensors"]): string =>
  Object.keys(tensors).find((name) => name.startsWith(SLOT))!;
const drop = (from: object, name: string): boolean => Reflect.deleteProperty(from, name);
const first = (values: Values, value: number): void => {
  values.values[0] = value;
};

const settingsOf = ({ settings }: Parts["metadata"]): string => {
  assert.ok(settings, "a checkpoint has settings");
  return settings;
};
function setSetting(metadata: Parts["metadata"], path: string, value: unknown): void {
  const settings = JSON.parse(settingsOf(metadata)) as Record<string, unknown>;
  metadata["settings"] = JSON.stringify({ ...settings, [path]: value });
}
/** The metadata made that of a checkpoint of an earlier version. */
function earlier(metadata: Parts["metadata"]): Parts["metadata"] {
  const settings = JSON.parse(settingsOf(metadata)) as Record<string, unknown>;
  metadata["optimizers"] = JSON.stringify({
    generator: settings["optimizer.generator"],
    discriminator: settings["optimizer.discriminator"],
  });
  metadata["objective"] = JSON.stringify(settings["objective"]);
  drop(metadata, "settings");
  drop(metadata, "batchOffset");
  return metadata;
}

/** A checkpoint that is a whole file but not one of this run at this step. */
const WRONG_PARTS: Record<string, (parts: Parts) => void> = {
  "no step": ({ metadata }) => drop(metadata, "step"),
  "an empty step": ({ metadata }) => (metadata["step"] = ""),
  "a step that is no number": ({ metadata }) => (metadata["step"] = "NaN"),
  "a step that is a word": ({ metadata }) => (metadata["step"] = "many"),
  "a negative step": ({ metadata }) => (metadata["step"] = "-4"),
  "another step": ({ metadata }) => (metadata["step"] = "3"),
  "a huge step": ({ metadata }) => (metadata["step"] = "1e300"),
  "no trainingSeconds": ({ metadata }) => drop(metadata, "trainingSeconds"),
  "trainingSeconds that are no number": ({ metadata }) => (metadata["trainingSeconds"] = "NaN"),
  "endless trainingSeconds": ({ metadata }) => (metadata["trainingSeconds"] = "Infinity"),
  "negative trainingSeconds": ({ metadata }) => (metadata["trainingSeconds"] = "-1"),
  "no settings": ({ metadata }) => drop(metadata, "settings"),
  "settings null": ({ metadata }) => (metadata["settings"] = "null"),
  "settings that are a list": ({ metadata }) => (metadata["settings"] = "[]"),
  "torn settings": ({ metadata }) => (metadata["settings"] = settingsOf(metadata).slice(0, 20)),
  "an unknown optimizer": ({ metadata }) =>
    (metadata["settings"] = settingsOf(metadata).replaceAll("adam", "madam")),
  "an objective that is none": ({ metadata }) => setSetting(metadata, "objective", []),
  "no k": ({ metadata }) => setSetting(metadata, "training.discriminatorSteps", 0),
  "no batchOffset": ({ metadata }) => drop(metadata, "batchOffset"),
  "a batchOffset that is none": ({ metadata }) => (metadata["batchOffset"] = '"0"'),
  "no optimizers, of an earlier version": ({ metadata }) => drop(earlier(metadata), "optimizers"),
  "torn optimizers, of an earlier version": ({ metadata }) =>
    (earlier(metadata)["optimizers"] = '{"generator":{"type"'),
  "an objective that is none, of an earlier version": ({ metadata }) =>
    (earlier(metadata)["objective"] = "[]"),
  "a numbering that is none, of an earlier version": ({ metadata }) =>
    (earlier(metadata)["numbering"] = '{"batchOffset":0}'),
  "no tensors": (parts) => (parts.tensors = {}),
  "a tensor missing": ({ tensors }) => drop(tensors, KERNEL),
  "a slot missing": ({ tensors }) => drop(tensors, slotOf(tensors)),
  "a tensor renamed": ({ tensors }) => {
    tensors["generator/0/kernal"] = tensors[KERNEL]!;
    drop(tensors, KERNEL);
  },
  "a tensor too many": ({ tensors }) => (tensors["generator/9/kernel"] = tensors[KERNEL]!),
  "a tensor with the name of a method": ({ tensors }) => (tensors["toString"] = tensors[KERNEL]!),
  "a tensor of another shape": ({ tensors }) =>
    (tensors[KERNEL] = { ...tensors[KERNEL]!, shape: [...tensors[KERNEL]!.shape].reverse() }),
  "a tensor with a dimension more": ({ tensors }) =>
    (tensors[KERNEL] = { ...tensors[KERNEL]!, shape: [...tensors[KERNEL]!.shape, 1] }),
  "a tensor of fewer numbers": ({ tensors }) =>
    (tensors[KERNEL] = { dtype: "float32", shape: [1, 1], values: Float32Array.of(1) }),
  "a tensor of another type": ({ tensors }) => {
    const { shape, values } = tensors[KERNEL]!;
    tensors[KERNEL] = { dtype: "int32", shape, values: Int32Array.from(values) };
  },
  "NaN in a weight": ({ tensors }) => first(tensors[KERNEL]!, NaN),
  "infinity in a weight": ({ tensors }) => first(tensors[KERNEL]!, Infinity),
  "NaN in a slot": ({ tensors }) => first(tensors[slotOf(tensors)]!, NaN),
};

/** A checkpoint whose bytes are damaged. */
const WRONG_BYTES: Record<string, (file: Buffer) => Buffer> = {
  "an empty file": () => Buffer.alloc(0),
  "a few bytes": (file) => file.subarray(0, 5),
  "a torn header": (file) => file.subarray(0, 100),
  "torn values": (file) => file.subarray(0, file.length - 7),
  "values missing": (file) => file.subarray(0, 8 + Number(file.readBigUInt64LE(0))),
  "bytes that follow": (file) => Buffer.concat([file, Buffer.alloc(8)]),
  "itself twice": (file) => Buffer.concat([file, file]),
  "zeros alone": (file) => Buffer.alloc(file.length),
  "a header of zeros": (file) => Buffer.from(file).fill(0, 8, 200),
  "an endless header": (file) => {
    const damaged = Buffer.from(file);
    damaged.writeBigUInt64LE(0xffff_ffff_ffff_ffffn, 0);
    return damaged;
  },
  text: () => Buffer.from("not a checkpoint"),
  "places that overlap": (file) =>
    Buffer.from(
      file.toString("latin1").replace(/"data_offsets":\[\d/, '"data_offsets":[9'),
      "latin1",
    ),
};

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

/** What `run.json` and `config.json` may hold that is none; undefined is a folder in the file's place. */
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
  const gan = (...args: string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, [CLI, ...args], { cwd: folder }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });

  it("goes on from the latest checkpoint that is whole and its own, and names each that is not", async () => {
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
    for (const [i, damaged] of damages.entries()) writeFileSync(files[i]!, damaged(files[i]!));
    for (const file of passedOver.slice(-2)) rmSync(file);
    mkdirSync(passedOver.at(-2)!);
    symlinkSync("nowhere", passedOver.at(-1)!);
    const good = checkpointStep(files[passedOver.length]!);

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
    assert.equal(latestCheckpoint(dir)!.step, 200, "no damaged file is taken for the newest");
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
        WRONG_LINES[i % WRONG_LINES.length]!,
      ]);
      writeFileSync(file, `${[...WRONG_LINES, ...lines, ...WRONG_LINES].join("\n")}\n{"step":`);
    }
    assert.deepEqual(await readRun(dir), before);
    const compared = await gan("compare", whole, dir);
    assert.equal(compared.code, 0, compared.stderr);
    rmSync(listCheckpoints(dir)[0]!);
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

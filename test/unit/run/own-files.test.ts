import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseExperiment } from "../../../src/experiment/parse";
import { PRESETS } from "../../../src/experiment/presets";
import {
  createRun,
  deleteRun,
  folderName,
  keepModule,
  readRecord,
  runFiles,
  sweepTemporaryFiles,
  writeRecord,
} from "../../../src/run";
import { GanError } from "../../../src/shared/errors";
import { REPOSITORY } from "../../support/paths";
import { first, present } from "../../support/values";

const experiment = present(parseExperiment(first(PRESETS).text).experiment);
const RUN = join(REPOSITORY, "src", "run", "create.ts");
const isBadUsage = (error: unknown) => error instanceof GanError && error.code === "bad-usage";

/** Everything below a folder, by path. */
const filesBelow = (dir: string): string[] =>
  (readdirSync(dir, { recursive: true }) as string[]).sort();

describe("a run's own files", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gan-own-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const newRun = (name = "a run") => createRun({ runsDir: join(folder, "runs"), name, experiment });

  /** A run at rest with one file of each kind that a run makes. */
  const usedRun = async (): Promise<string> => {
    const dir = await newRun();
    const files = runFiles(dir);
    writeRecord(dir, { ...readRecord(dir), state: "stopped" });
    mkdirSync(files.index);
    for (const file of [
      files.metrics,
      files.events,
      files.evaluations,
      files.log,
      files.inbox,
      files.curves,
      join(files.index, "rows-1-level-0.bin"),
      join(files.samples, "step-00000100.png"),
      join(files.samples, "step-00000100.nearest.png"),
      join(files.samples, "step-00000100.csv"),
      join(files.samples, "step-00000100.json"),
      join(files.checkpoints, "step-00000100.safetensors"),
      join(files.checkpoints, "step-123456789012.safetensors"),
      join(files.checkpoints, "step-00000200.safetensors.12.tmp"),
      `${files.record}.12.tmp`,
    ])
      writeFileSync(file, "");
    keepModule(
      dir,
      "generator",
      "/own/net.ts",
      new Map([
        ["/own/net.ts", ""],
        ["/own/lib/a.ts", ""],
      ]),
    );
    return dir;
  };

  it("are all that is deleted with it; the folder goes where nothing else is in it", async () => {
    const dir = await usedRun();
    assert.deepEqual(await deleteRun(dir), []);
    assert.ok(!existsSync(dir));
  });

  it("are deleted, and everything else stays and is named", async () => {
    const dir = await usedRun();
    const foreign = [
      "notes.txt",
      "run.json.bak",
      join("samples", "best.png"),
      join("samples", "mine", "step-00000100.png"),
      join("checkpoints", "step-100.pt"),
      join("modules", "generator", "notes.md"),
      join("thesis", "chapter.tex"),
    ];
    for (const path of foreign) {
      mkdirSync(join(dir, path, ".."), { recursive: true });
      writeFileSync(join(dir, path), "precious");
    }
    // A link is not followed.
    const elsewhere = join(folder, "elsewhere");
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, "step-00000100.png"), "precious");
    symlinkSync(elsewhere, join(dir, "samples", "link"));
    const left = await deleteRun(dir);
    assert.deepEqual(
      left.sort(),
      [
        ...foreign.map((path) => (/^samples.mine|^thesis/.test(path) ? join(path, "..") : path)),
        join("samples", "link"),
      ].sort(),
    );
    for (const path of foreign) assert.equal(readFileSync(join(dir, path), "utf8"), "precious");
    assert.ok(existsSync(join(elsewhere, "step-00000100.png")));
    assert.ok(!existsSync(runFiles(dir).record), "it is no run any more");
    assert.ok(!existsSync(join(dir, "checkpoints", "step-00000100.safetensors")));
  });

  it("of a run that is a link are deleted where they are, and the link with them", async () => {
    const dir = await usedRun();
    const link = join(folder, "runs", "link");
    symlinkSync(dir, link);
    assert.deepEqual(await deleteRun(link), []);
    assert.deepEqual(filesBelow(join(folder, "runs")), []);
  });

  it("left half written by killed processes are swept, others stay", async () => {
    const dir = await usedRun();
    const files = runFiles(dir);
    const gone = Number(spawnSync(process.execPath, ["-p", "process.pid"]).stdout.toString());
    const swept = [
      `${files.record}.${gone}.tmp`,
      `${files.lock}.0123abcd.${gone}.tmp`,
      `${files.config}.${process.pid}.tmp`,
      join(files.samples, `step-00000100.nearest.png.${gone}.tmp`),
      join(files.checkpoints, `step-00000100.safetensors.${gone}.tmp`),
    ];
    const kept = [`${files.events}.${process.ppid}.tmp`, join(dir, `notes.txt.${gone}.tmp`)];
    for (const file of [...swept, ...kept]) writeFileSync(file, "half");
    sweepTemporaryFiles(dir);
    assert.deepEqual(
      swept.filter((file) => existsSync(file)),
      [],
    );
    assert.deepEqual(
      kept.filter((file) => !existsSync(file)),
      [],
    );
    assert.ok(existsSync(files.record));
  });

  it("are not written among other files, nor over another run", async () => {
    const dir = join(folder, "mine");
    mkdirSync(dir);
    writeFileSync(join(dir, "thesis.tex"), "precious");
    await assert.rejects(
      createRun({ runsDir: folder, dir, name: "a run", experiment }),
      (error: unknown) => isBadUsage(error) && /other files: thesis\.tex/.test(String(error)),
    );
    assert.deepEqual(filesBelow(dir), ["thesis.tex"]);
    rmSync(join(dir, "thesis.tex"));
    await createRun({ runsDir: folder, dir, name: "a run", experiment });
    const before = filesBelow(dir);
    await assert.rejects(
      createRun({ runsDir: folder, dir, name: "a run", experiment }),
      (error: unknown) => isBadUsage(error) && /a run already/.test(String(error)),
    );
    assert.deepEqual(filesBelow(dir), before);
    // What a process left that was killed while it made a run is no hindrance.
    rmSync(runFiles(dir).record);
    await createRun({ runsDir: folder, dir, name: "a run", experiment });
    assert.equal(readRecord(dir).state, "starting");
  });

  /** Makes a run in each of several processes at the same moment; returns what each says. */
  const raceTo = async (create: string): Promise<string[]> => {
    const racers = Array.from({ length: 5 }, () =>
      spawn(
        process.execPath,
        [
          "--import=tsx",
          "-e",
          `const { createRun } = require(${JSON.stringify(RUN)});
           const experiment = ${JSON.stringify(experiment)};
           process.stdin.once("data", () =>
             createRun(${create})
               .then(console.log, (error) => console.log(error.code))
               .then(() => process.exit()));
           console.log("ready");`,
        ],
        { stdio: ["pipe", "pipe", "inherit"], cwd: REPOSITORY },
      ),
    );
    await Promise.all(racers.map((racer) => once(racer.stdout, "data")));
    const said = racers.map(async (racer) => String((await once(racer.stdout, "data"))[0]).trim());
    for (const racer of racers) racer.stdin.write("go\n");
    return Promise.all(said);
  };

  it("are in a folder of their own also where several runs begin at the same moment", async () => {
    const runsDir = join(folder, "runs");
    const dirs = await raceTo(`{ runsDir: ${JSON.stringify(runsDir)}, name: "x", experiment }`);
    assert.equal(new Set(dirs).size, 5, dirs.join("\n"));
    for (const dir of dirs) assert.equal(readRecord(dir).state, "starting");
  });

  it("are one run's where several processes ask for the same folder", async () => {
    const dir = join(folder, "one");
    const said = await raceTo(
      `{ runsDir: ${JSON.stringify(folder)}, dir: ${JSON.stringify(dir)}, name: "x", experiment }`,
    );
    assert.equal(said.filter((line) => line === dir).length, 1, said.join("\n"));
    for (const line of said) assert.ok([dir, "busy", "bad-usage"].includes(line), line);
  });

  it("are in a folder whose name keeps any script, and is short and no path", () => {
    const date = new Date(2026, 0, 2, 3, 4, 5);
    for (const [name, expected] of [
      ["größe", "größe"],
      ["数字 MNIST", "数字-MNIST"],
      ["лица/2", "лица-2"],
      ["../../x", "..-..-x"],
      ["a\u0000b\nc", "a-b-c"],
      ["x...", "x"],
      ["🙂", "-"],
      ["ключ".repeat(100), "ключ".repeat(15)],
    ] as const)
      assert.equal(folderName(name, date), `20260102-030405-${expected}`);
  });

  it("of a run that an earlier version made are known as well", async () => {
    const dir = await usedRun();
    const note = join(runFiles(dir).modules, "generator.json");
    const { entry, sha256 } = JSON.parse(readFileSync(note, "utf8")) as Record<string, string>;
    writeFileSync(note, JSON.stringify({ entry, sha256 }));
    const copy = join(folder, "copy");
    cpSync(dir, copy, { recursive: true });
    assert.deepEqual(await deleteRun(copy), []);
    assert.ok(!existsSync(copy));
  });
});

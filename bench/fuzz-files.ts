/*
 * Damaged data files through everything that reads them: `npx tsx bench/fuzz-files.ts [COUNT
 * [SEED]]`. None may hang, take the process down, take much memory, or be refused without the
 * file's name and what to do. Each is read in a process of its own that describes it, checks a
 * config that names it, and loads it to train with.
 */
import { type ChildProcess, fork } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mutated, Random } from "./fuzz/mutate";
import { seeds } from "./fuzz/seeds";
import type { Answer, Asked } from "./fuzz/try-file";
import { at } from "../test/support/values";

const TIMEOUT_MS = 60_000;
const MAX_MEMORY_MB = 500;

const count = Number(process.argv[2] ?? 1000);
const seed = Number(process.argv[3] ?? 1);

interface Tally {
  files: number;
  read: number;
  refused: number;
  slowestMs: number;
}

async function main(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "gan-fuzz-"));
  const random = new Random(seed);
  const all = seeds();
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  const tallies = new Map<string, Tally>();
  const faults: string[] = [];
  let memory = 0;
  let reader = new Reader();
  // What is not read before it is damaged tells nothing.
  for (const [i, { name, bytes, data }] of all.entries()) {
    const file = write(join(dir, `good-${i}`), name, bytes);
    const answer = await reader.ask({ file, data: data as Asked["data"] });
    if (typeof answer === "string" || answer.outcomes["load"] !== "read")
      faults.push(`${file} is whole, and not read: ${JSON.stringify(answer)}`);
  }
  for (let i = 0; i < count; i++) {
    const kind = at(kinds, i % kinds.length);
    const good = random.pick(all.filter((one) => one.kind === kind));
    const file = write(join(dir, String(i)), good.name, mutated(good.bytes, random));
    const started = performance.now();
    const answer = await reader.ask({ file, data: good.data as Asked["data"] });
    const tally = tallies.get(kind) ?? { files: 0, read: 0, refused: 0, slowestMs: 0 };
    tallies.set(kind, tally);
    tally.files++;
    tally.slowestMs = Math.max(tally.slowestMs, performance.now() - started);
    if (typeof answer === "string") {
      faults.push(`${file}: ${answer}`);
      reader = new Reader();
      continue;
    }
    memory = Math.max(memory, answer.memory);
    const wrong = Object.entries(answer.outcomes).filter(
      ([, text]) => !/^(read|refused)$/.test(text),
    );
    faults.push(...wrong.map(([way, text]) => `${file}, ${way}: ${text}`));
    if (answer.outcomes["load"] === "read") tally.read++;
    else tally.refused++;
    if (wrong.length === 0) rmSync(join(dir, String(i)), { recursive: true });
  }
  reader.end();
  if (memory > MAX_MEMORY_MB) faults.push(`${Math.round(memory)} MB of memory were taken`);
  report(tallies, memory, faults);
  if (faults.length === 0) rmSync(dir, { recursive: true });
}

function write(folder: string, name: string, bytes: Buffer): string {
  mkdirSync(folder);
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

/** A process that reads files; one that hangs or ends is of no more use. */
class Reader {
  private readonly child: ChildProcess = fork(join(__dirname, "fuzz", "try-file.ts"), {
    execArgv: ["--import=tsx"],
  });

  /** @returns what came of a file, or that nothing did */
  ask(asked: Asked): Promise<Answer | string> {
    const { child } = this;
    return new Promise((done) => {
      const finish = (result: Answer | string) => {
        clearTimeout(timer);
        child.removeAllListeners();
        done(result);
      };
      const timer = setTimeout(() => {
        child.kill("SIGKILL");
        finish(`it hangs for ${TIMEOUT_MS / 1000} s`);
      }, TIMEOUT_MS);
      child.once("message", (answer) => finish(answer as Answer));
      child.once("exit", (code, signal) => finish(`the process ended (${code ?? signal})`));
      child.send(asked);
    });
  }

  end(): void {
    this.child.kill();
  }
}

function report(
  tallies: ReadonlyMap<string, Tally>,
  memory: number,
  faults: readonly string[],
): void {
  process.stdout.write("| kind | files | read | refused | slowest |\n|---|---|---|---|---|\n");
  for (const [kind, { files, read, refused, slowestMs }] of [...tallies].sort())
    process.stdout.write(
      `| ${kind} | ${files} | ${read} | ${refused} | ${Math.round(slowestMs)} ms |\n`,
    );
  process.stdout.write(`\nSeed ${seed}; at most ${Math.round(memory)} MB of memory.\n`);
  process.stdout.write(
    `${faults.length} faults${faults.map((fault) => `\n- ${fault}`).join("")}\n`,
  );
  process.exitCode = faults.length > 0 ? 1 : 0;
}

void main();

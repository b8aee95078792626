/**
 * `npm run ready-runs`: trains the runs that the lessons open (`lessons/runs/NAME.ganrun`), by the
 * command line as it is built, and makes them small: numbers keep the digits that a figure shows,
 * and pictures fewer points. What follows from the rest, and what names this machine, is left out.
 */
import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { runFiles } from "../src/run/files";
import type { Picture } from "../src/shared/run/picture";

const ROOT = join(__dirname, "..");
const LESSONS = join(ROOT, "lessons");

/** Points of a 2-D picture, and of its gradients, that are kept. */
const POINTS = 300;
/** Digits after the point in pictures: a pixel of a figure is a few thousandths of it. */
const DECIMALS = 3;
/** Files that a run makes anew, or that are about the machine it was trained on. */
const LEFT_OUT = ["index", "curves.svg", "log.txt", "trainer.lock", "inbox.jsonl", "outbox.jsonl"];

interface ReadyRun {
  /** The folder's name without its suffix, and the config of `lessons/` that is trained. */
  folder: string;
  lesson: string;
  name: string;
  description: string;
  set: Record<string, unknown>;
}

/** Hidden layers of both networks that make a checkpoint of half the size. */
const NARROWER = Object.fromEntries(
  ["generator", "discriminator"].flatMap((network) =>
    [0, 1].map((layer) => [`${network}.layers.${layer}.units`, 48]),
  ),
);

const RUNS: readonly ReadyRun[] = [
  {
    folder: "gaussian",
    lesson: "2-the-optimal-d",
    name: "gaussian - learned",
    description: "p_g comes to lie on p_data, and D at ½: figure 1 of the paper.",
    set: { "training.steps": 600, "samples.every": 20, "evaluation.every": 100 },
  },
  {
    folder: "ring",
    lesson: "4-k-and-the-two-clocks",
    name: "ring - learned",
    description: "k = k_G = 1 and equal rates: G finds all eight modes.",
    set: {
      ...NARROWER,
      "training.generatorSteps": 1,
      "training.steps": 1000,
      "samples.every": 200,
      "evaluation.every": 125,
    },
  },
  {
    folder: "ring-collapsed",
    lesson: "6-collapse-and-packing",
    name: "ring - collapsed",
    description: "Without packing, and with β₁ 0.9: G puts its samples on a part of the ring.",
    set: {
      ...NARROWER,
      "training.steps": 1000,
      "samples.every": 200,
      "evaluation.every": 125,
    },
  },
  {
    folder: "rotation",
    lesson: "5-optimizers-and-rotation",
    name: "rotation",
    description: "A game of two straight lines: both follow their gradients, and drift apart.",
    set: {
      "training.steps": 640,
      "samples.every": 16,
      "evaluation.every": 160,
    },
  },
];

function make(run: ReadyRun): void {
  const scratch = mkdtempSync(join(tmpdir(), "gan-ready-"));
  try {
    const config = join(scratch, `${run.folder}.gan.json`);
    cpSync(join(LESSONS, `${run.lesson}.gan.json`), config);
    const dir = join(scratch, "run");
    const set = { ...run.set, name: run.name, description: run.description, "checkpoint.every": 0 };
    const settings = Object.entries(set).flatMap(([path, value]) => [
      "--set",
      `${path}=${JSON.stringify(value)}`,
    ]);
    const args = [join(ROOT, "dist", "cli.js"), "train", config, "--run-dir", dir, ...settings];
    execFileSync(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
    shrink(dir);
    const target = join(LESSONS, "runs", `${run.folder}.ganrun`);
    rmSync(target, { recursive: true, force: true });
    mkdirSync(join(LESSONS, "runs"), { recursive: true });
    cpSync(dir, target, { recursive: true });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Makes a run that is at rest small, and leaves out whence it came. */
function shrink(dir: string): void {
  const { record, metrics, samples, checkpoints } = runFiles(dir);
  for (const name of LEFT_OUT) rmSync(join(dir, name), { recursive: true, force: true });
  const [, ...earlier] = readdirSync(checkpoints).sort().reverse();
  for (const name of earlier) rmSync(join(checkpoints, name));
  const known = JSON.parse(readFileSync(record, "utf8")) as Record<string, unknown>;
  delete known["configFile"];
  writeFileSync(record, `${JSON.stringify({ ...known, pid: 0 }, null, 2)}\n`);
  const rows = readFileSync(metrics, "utf8").trimEnd().split("\n");
  writeFileSync(metrics, `${rows.map(rounded).join("\n")}\n`);
  for (const name of readdirSync(samples)) {
    const file = join(samples, name);
    if (name.endsWith(".png")) writeFileSync(file, miniature(readFileSync(file)));
    else writeFileSync(file, thinned(JSON.parse(readFileSync(file, "utf8")) as Picture));
  }
}

/** Each so many pixels of a picture become one. The dashboard draws from the numbers beside it. */
const PIXELS = 8;

function miniature(png: Buffer): Buffer {
  const whole = PNG.sync.read(png);
  const small = new PNG({
    width: Math.floor(whole.width / PIXELS),
    height: Math.floor(whole.height / PIXELS),
  });
  for (let y = 0; y < small.height; y++)
    for (let x = 0; x < small.width; x++) {
      const from = 4 * (y * PIXELS * whole.width + x * PIXELS);
      whole.data.copy(small.data, 4 * (y * small.width + x), from, from + 4);
    }
  return PNG.sync.write(small);
}

/** A row of metrics with six digits of each number; time is in seconds, to the millisecond. */
const rounded = (line: string): string =>
  JSON.stringify(JSON.parse(line), (key, value: unknown) => {
    if (typeof value !== "number") return value;
    return key === "time" ? Number(value.toFixed(3)) : Number(value.toPrecision(6));
  });

function thinned(picture: Picture): string {
  const few = picture.kind === "scatter" ? fewerPoints(picture) : picture;
  return JSON.stringify(few, (_, value: unknown) =>
    typeof value === "number" ? Number(value.toFixed(DECIMALS)) : value,
  );
}

function fewerPoints(picture: Extract<Picture, { kind: "scatter" }>): Picture {
  const first = (points: number[]) => points.slice(0, 2 * POINTS);
  const { real, generated, descent } = picture;
  return {
    ...picture,
    real: first(real),
    generated: first(generated),
    ...(descent ? { descent: first(descent) } : {}),
  };
}

const [, , ...asked] = process.argv;
for (const run of RUNS) if (asked.length === 0 || asked.includes(run.folder)) make(run);

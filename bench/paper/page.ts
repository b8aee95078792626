import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readRecord } from "../../src/run";
import { nearestPath, picturePath } from "../../src/run/files";
import { describeProvenance } from "../../src/shared/evaluation/provenance";
import type { Evaluation } from "../../src/shared/run/run";
import { entry } from "../../test/support/values";

const RESULTS = join(__dirname, "..", "results", "paper");

/** A results page and the pictures beside it. */
export interface Page {
  /** A file of the page, by its name. */
  file(name: string): string;
  /** A section of the page as it is, by its title. */
  section(title: string): string[] | undefined;
  write(lines: readonly string[]): void;
}

export function pageOf(name: string): Page {
  mkdirSync(RESULTS, { recursive: true });
  return {
    file: (file) => join(RESULTS, file),
    section: (title) => sectionOf(join(RESULTS, `${name}.md`), title),
    write: (lines) => {
      writeFileSync(join(RESULTS, `${name}.md`), `${lines.join("\n")}\n`);
      process.stdout.write(`bench/results/paper/${name}.md\n`);
    },
  };
}

/** The lines from a heading of a page to the next; undefined where there is none. */
function sectionOf(file: string, title: string): string[] | undefined {
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  const start = lines.indexOf(`## ${title}`);
  if (start < 0) return undefined;
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith("## "));
  return lines.slice(start, length < 0 ? undefined : start + 1 + length);
}

/**
 * Copies the picture of a step, and its nearest training examples if there are any, beside a page.
 * Returns the file's name.
 */
export function takePicture(
  page: Page,
  runDir: string,
  step: number,
  name: string,
  of: "samples" | "nearest" = "samples",
): string {
  copyFileSync(
    (of === "samples" ? picturePath : nearestPath)(runDir, step),
    page.file(`${name}.png`),
  );
  return `${name}.png`;
}

/** What was run, on what, and how long it took. */
export function whatRan(runDir: string, command: string): string[] {
  const { step, trainingSeconds, engine, seed, versions } = readRecord(runDir);
  const minutes = trainingSeconds / 60;
  const time = minutes < 2 ? `${trainingSeconds.toFixed(1)} s` : `${minutes.toFixed(0)} min`;
  return [
    `\`${command}\` trains and measures, and makes this page.`,
    `${step.toLocaleString("en")} steps in ${time} of training,`,
    `seed ${seed}, on ${engine.name} ${engine.version}, Node ${versions["node"]}, ` +
      `TensorFlow.js ${versions["tfjs"]}.`,
  ];
}

/** What a figure depends on, as a sentence. */
export const provenanceOf = ({ results }: Evaluation, name: string): string => {
  const { settings } = entry(results, name);
  return describeProvenance(
    settings,
    Object.keys(settings).filter((key) => key !== "step"),
  );
};

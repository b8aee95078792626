import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readRecord } from "../../src/run";
import { nearestPath, picturePath } from "../../src/run/files";
import { ticksOf, tickText } from "../../src/search/axis";
import { describeProvenance } from "../../src/shared/evaluation/provenance";
import type { Evaluation } from "../../src/shared/run/run";
import { entry } from "../../test/support/values";

const RESULTS = join(__dirname, "..", "results", "paper");

/** A results page and the pictures beside it. */
export interface Page {
  /** A file of the page, by its name. */
  file(name: string): string;
  write(lines: readonly string[]): void;
}

export function pageOf(name: string): Page {
  mkdirSync(RESULTS, { recursive: true });
  return {
    file: (file) => join(RESULTS, file),
    write: (lines) => {
      writeFileSync(join(RESULTS, `${name}.md`), `${lines.join("\n")}\n`);
      process.stdout.write(`bench/results/paper/${name}.md\n`);
    },
  };
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
export const provenanceOf = ({ results }: Evaluation, measure: string): string => {
  const { settings } = entry(results, measure);
  return describeProvenance(
    settings,
    Object.keys(settings).filter((key) => key !== "step"),
  );
};

export interface Line {
  name: string;
  colour: string;
  points: readonly (readonly [x: number, y: number])[];
}

/** A chart of a few lines, as SVG: readable on light and dark pages. */
export function chart(
  title: string,
  xTitle: string,
  lines: readonly Line[],
  marks: readonly { y: number; text: string }[] = [],
): string {
  const [width, height, left, top, right, bottom] = [720, 360, 64, 40, 24, 48];
  const xs = lines.flatMap(({ points }) => points.map(([x]) => x));
  const ys = [
    ...lines.flatMap(({ points }) => points.map(([, y]) => y)),
    ...marks.map(({ y }) => y),
  ];
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const px = (x: number) => left + ((x - x0) / (x1 - x0 || 1)) * (width - left - right);
  const py = (y: number) => height - bottom - ((y - y0) / (y1 - y0 || 1)) * (height - top - bottom);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ` +
      `font-family="sans-serif" font-size="13"><rect width="${width}" height="${height}" ` +
      `fill="#fff"/>`,
    `<text x="${left}" y="24" font-size="15" font-weight="bold">${title}</text>`,
    ...ticksOf(y0, y1).map(
      (y) =>
        `<path d="M${left} ${py(y).toFixed(1)}H${width - right}" stroke="#ddd"/><text ` +
        `x="${left - 8}" y="${(py(y) + 4).toFixed(1)}" ` +
        `text-anchor="end">${tickText(y)}</text>`,
    ),
    ...ticksOf(x0, x1).map(
      (x) =>
        `<text x="${px(x).toFixed(1)}" y="${height - bottom + 20}" ` +
        `text-anchor="middle">${tickText(x)}</text>`,
    ),
    `<text x="${(left + width - right) / 2}" y="${height - 8}" ` +
      `text-anchor="middle">${xTitle}</text>`,
    ...marks.map(
      ({ y, text }) =>
        `<path d="M${left} ${py(y).toFixed(1)}H${width - right}" stroke="#888" ` +
        `stroke-dasharray="6 4"/><text x="${left + 6}" y="${(py(y) - 6).toFixed(1)}" ` +
        `fill="#555">${text}</text>`,
    ),
    ...lines.map(
      ({ colour, points }) =>
        `<polyline fill="none" stroke="${colour}" stroke-width="2" ` +
        `points="${points.map(([x, y]) => `${px(x).toFixed(1)},${py(y).toFixed(1)}`).join(" ")}"/>`,
    ),
    ...(lines.length > 1
      ? lines.map(
          ({ name, colour }, i) =>
            `<text x="${width - right - 8}" y="${top + 16 + 18 * i}" text-anchor="end" ` +
            `fill="${colour}">${name}</text>`,
        )
      : []),
    "</svg>",
    "",
  ].join("\n");
}

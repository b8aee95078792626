/**
 * `npm run bench:figure-frames`: how long a frame takes while a person drags the zoomed figure of
 * 2-D data (2,000 real and 2,000 generated points, D in 64 x 64 cells, manifold and gradients), and
 * while they zoom it by the wheel, as ratios to the frames of the same page in which nothing is
 * drawn.
 */
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import type { ScatterPicture } from "../src/shared/run/picture";
import { launchBrowser } from "../test/harness/browser";
import { openRunPage } from "../test/harness/run-page";
import { drawn, snapshotOf } from "../test/page/support";

const { values: options } = parseArgs({ options: { frames: { type: "string", default: "180" } } });

const POINTS = 2000;
const CELLS = 64;
const NODES = 21;

/** Points on a ring of radius `radius`, each a little beside it. */
const ring = (count: number, radius: number): number[] =>
  Array.from({ length: count }, (_, i) => {
    const angle = (i * 2.399963) % (2 * Math.PI);
    const r = radius + 0.1 * Math.sin(i * 12.9898);
    return [r * Math.cos(angle), r * Math.sin(angle)];
  }).flat();

const PICTURE: ScatterPicture = {
  kind: "scatter",
  step: 100,
  real: ring(POINTS, 1),
  generated: ring(POINTS, 0.9),
  descent: ring(1000, 0.1),
  heat: {
    ...{ xMin: -1.5, xMax: 1.5, yMin: -1.5, yMax: 1.5, columns: CELLS, rows: CELLS },
    values: Array.from({ length: CELLS * CELLS }, (_, i) => (i % CELLS) / CELLS),
  },
  manifold: {
    ...{ columns: NODES, rows: NODES, reach: 3, shares: Array<number>(NODES - 1).fill(0.05) },
    sheets: [
      Array.from({ length: NODES * NODES }, (_, i) => [
        (i % NODES) / 10 - 1,
        Math.floor(i / NODES) / 10 - 1,
      ]).flat(),
    ],
  },
};

/** Counts how often the figure is drawn: each time its canvas is scaled once. */
const COUNT_DRAWINGS = `
  globalThis.drawings = 0;
  const { scale } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.scale = function (...by) {
    globalThis.drawings++;
    return scale.apply(this, by);
  };
`;

/** What a person does in each frame. The wheel zooms in and out again, eight notches each. */
const ACTS = {
  nothing: "",
  drag: 'send("pointermove", i)',
  zoom: 'send("wheel", i, { ctrlKey: true, deltaY: i % 16 < 8 ? -100 : 100 })',
};

/** Milliseconds from frame to frame. */
function frameTimes(page: Page, frames: number, act: keyof typeof ACTS): Promise<number[]> {
  return page.evaluate(`new Promise((resolve) => {
    const plot = document.querySelector(".picture-plot");
    const box = plot.getBoundingClientRect();
    const send = (type, i, more) => plot.dispatchEvent(
      new (type === "wheel" ? WheelEvent : PointerEvent)(type, {
        bubbles: true,
        cancelable: true,
        pointerId: 1,
        clientX: box.left + 200 + 60 * Math.cos(i / 9),
        clientY: box.top + 200 + 60 * Math.sin(i / 9),
        ...more,
      }),
    );
    plot.setPointerCapture = () => undefined;
    const times = [];
    let last;
    let i = 0;
    if (${act === "drag"}) send("pointerdown", 0);
    requestAnimationFrame(function frame(now) {
      if (last !== undefined) times.push(now - last);
      last = now;
      if (times.length === ${frames}) {
        send("pointerup", i);
        return resolve(times);
      }
      i++;
      ${ACTS[act]};
      requestAnimationFrame(frame);
    });
  })`);
}

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? NaN;

async function main(): Promise<void> {
  const browser = await launchBrowser();
  try {
    const run = await openRunPage(browser, { picture: () => Promise.resolve(PICTURE) });
    const { page } = run;
    await run.show(snapshotOf({ sampleSteps: [PICTURE.step] }));
    await page.locator(".picture-scatter canvas").waitFor();
    for (const layer of ["gradients", "manifold of G"]) {
      const name = `Show ${layer}`;
      await page.locator(".picture-scatter").getByRole("button", { name, exact: true }).click();
    }
    const figure = page.getByRole("group", { name: "Figure of the game" });
    for (let i = 0; i < 3; i++) await figure.press("+");
    await drawn(page);
    const frames = Number(options.frames);
    await page.evaluate(COUNT_DRAWINGS);
    const measured = async (act: keyof typeof ACTS) => {
      await page.evaluate("globalThis.drawings = 0");
      const times = await frameTimes(page, frames, act);
      const [median, slow] = [quantile(times, 0.5), quantile(times, 0.95)];
      const drawings = String(await page.evaluate("drawings"));
      const text = `median ${median.toFixed(1)} ms, 95 % ${slow.toFixed(1)} ms`;
      console.log(`${act}: ${text}, drawn ${drawings} times in ${frames} frames`);
      return median;
    };
    const still = await measured("nothing");
    for (const act of ["drag", "zoom"] as const)
      console.log(`ratio of medians ${((await measured(act)) / still).toFixed(2)}`);
  } finally {
    await browser.close();
  }
}

void main();

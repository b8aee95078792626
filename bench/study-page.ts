/**
 * `npm run bench:study-page`: how long a person waits for the page of a study of 1,000 trials, in a
 * real browser: until it is drawn after it was opened, until it is sorted by another column, and
 * until the next view of a study that goes on is drawn. Each as time on the clock, and as processor
 * time of the page alone, which a busy machine does not change much. Beside it the same of 40
 * trials.
 */
import { loadavg } from "node:os";
import type { CDPSession, Page } from "playwright-core";
import { PROTOCOL_VERSION } from "../src/shared/protocol/version";
import { launchBrowser } from "../test/harness/browser";
import { openStudyPage, STUDY_DIR } from "../test/harness/study-page";
import { searchView } from "../test/support/study-views";

const ROUNDS = 7;
const SIZES = [40, 1000];
const COLUMNS = ["rate", "optimizer", "#"];

/** Milliseconds. */
interface Wait {
  clock: number;
  processor: number;
}

async function main(): Promise<void> {
  const browser = await launchBrowser();
  const rows: string[] = [];
  try {
    for (const size of SIZES) {
      const opened: Wait[] = [];
      const sorted: Wait[] = [];
      const followed: Wait[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const { page, close } = await openStudyPage(browser);
        const meter = await meterOf(page);
        const loading = await meter.loading();
        const drawn = await meter.wait(await told(page, size));
        opened.push({
          clock: loading.clock + drawn.clock,
          processor: loading.processor + drawn.processor,
        });
        for (const column of COLUMNS) sorted.push(await meter.wait(clickOn(column)));
        followed.push(await meter.wait(await told(page, size + 1)));
        await close();
      }
      rows.push(`| ${[size, ...[opened, sorted, followed].map(textOf)].join(" | ")} |`);
    }
  } finally {
    await browser.close();
  }
  const load = (loadavg()[0] ?? 0).toFixed(1);
  process.stdout.write(
    [
      `Medians of ${ROUNDS} rounds; load of the machine ${load}.`,
      "",
      "| trials | opened and drawn | sorted | next view drawn |",
      "|---|---|---|---|",
      ...rows,
      "",
    ].join("\n"),
  );
}

/** Puts a view into the page. @returns what posts it as the window would */
async function told(page: Page, trials: number): Promise<string> {
  const message = {
    type: "study",
    protocol: PROTOCOL_VERSION,
    dir: STUDY_DIR,
    content: { view: searchView(trials), samples: {} },
    own: true,
  };
  await page.evaluate(`globalThis.toldStudy = ${JSON.stringify(message)}`);
  return "postMessage(globalThis.toldStudy)";
}

const clickOn = (column: string): string =>
  `[...document.querySelectorAll('.grid-head [role="columnheader"]')]
    .find((one) => one.title === ${JSON.stringify(column)}).click()`;

/** Resolves two frames after the page was free again: what was done shows. */
const PAINTED =
  "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))";

interface Meter {
  /** What it took to load the page's program and to start it. */
  loading(): Promise<Wait>;
  /** How long the page takes for something that a script begins, until it shows. */
  wait(script: string): Promise<Wait>;
}

async function meterOf(page: Page): Promise<Meter> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return {
    async loading() {
      const clock = await page.evaluate(
        "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd",
      );
      return { clock: clock as number, processor: await processorOf(session) };
    },
    async wait(script) {
      const before = await processorOf(session);
      const clock = await page.evaluate(`(async () => {
        const began = performance.now();
        ${script};
        await new Promise((done) => setTimeout(done));
        await ${PAINTED};
        return performance.now() - began;
      })()`);
      return { clock: clock as number, processor: (await processorOf(session)) - before };
    },
  };
}

/** Processor time of the page's main thread so far. */
async function processorOf(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN);
}

function textOf(waits: readonly Wait[]): string {
  const clock = Math.round(median(waits.map((wait) => wait.clock)));
  const processor = Math.round(median(waits.map((wait) => wait.processor)));
  return `${clock} ms (processor ${processor} ms)`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

void main();

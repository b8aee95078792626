import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../harness/browser";
import {
  columnsOf,
  openRunPage,
  SAMPLES_URI,
  type RunPage,
  type RunPageOptions,
} from "../harness/run-page";
import type { MetricColumns } from "../../src/shared/run/metrics";
import type { RunSnapshot } from "../../src/shared/protocol/messages";
import type { RunRecord } from "../../src/shared/run/run";

/** Opens pages for the tests of a suite, in one browser. */
export function pages(): (options?: RunPageOptions) => Promise<RunPage> {
  let browser: Browser;
  let opened: RunPage[] = [];
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser?.close());
  afterEach(async () => {
    for (const page of opened) await page.close();
    opened = [];
  });
  return async (options) => {
    const page = await openRunPage(browser, options);
    opened.push(page);
    return page;
  };
}

const RECORD: RunRecord = {
  format: 1,
  id: "20260102-030405-ring",
  name: "ring",
  state: "finished",
  step: 1000,
  steps: 1000,
  trainingSeconds: 10,
  engine: { name: "tensorflow", version: "2.21.0" },
  seed: 1,
  pid: 1,
  createdAt: "2026-01-02T03:04:05.000Z",
  updatedAt: "2026-01-02T03:04:15.000Z",
  versions: {},
};

/** A run as the extension tells of it. */
export function snapshotOf({
  record = {},
  columns = columnsOf([]),
  ...rest
}: Partial<Omit<RunSnapshot, "columns" | "summary">> & {
  record?: Partial<RunRecord>;
  columns?: MetricColumns;
} = {}): RunSnapshot {
  return {
    summary: { dir: "/runs/20260102-030405-ring", record: { ...RECORD, ...record } },
    experiment: {},
    columns,
    events: [],
    evaluations: [],
    sampleSteps: [],
    samplesUri: SAMPLES_URI,
    ...rest,
  };
}

/** Steps 1 to `count`. */
export const steps = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

/** How many frames pass before all is drawn that follows from one thing: panels, then charts. */
const FRAMES = 3;

/** Waits until the page has drawn what it was told, and what a person did in it before. */
export async function drawn(page: Page): Promise<void> {
  await page.waitForFunction("!(globalThis.undrawn > 0)");
  for (let i = 0; i < FRAMES; i++)
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
}

/** The pages that show a run in a plain browser, told of it as the extension tells. */
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { COLUMN_NAMES, type MetricColumns } from "../../src/shared/run/metrics";
import type { PageNews, RunSnapshot, ToWebview } from "../../src/shared/protocol/messages";
import type { FromWebview } from "../../src/shared/protocol/page-requests";
import type { IterationTrace } from "../../src/shared/run/trace";
import type { ChangeProblem } from "../../src/shared/protocol/changes";
import { PROTOCOL_VERSION } from "../../src/shared/protocol/version";
import { type BuiltPage, type BuiltPageOptions, openBuiltPage, ORIGIN } from "./built-page";

export interface RunPageOptions extends BuiltPageOptions {
  page?: "dashboard" | "samples";
  /** Answers a request for the picture of a step. */
  picture?: (step: number) => Promise<unknown>;
  /** Answers the question what is wrong with a change; nothing, where it is not given. */
  checkChange?: (
    set: readonly { path: string; value: unknown }[],
    fresh: true | undefined,
  ) => ChangeProblem[] | Promise<ChangeProblem[]>;
  /**
   * What becomes of what a button asks: whether it is done, when that is over. Done at once, where
   * it is not given.
   */
  order?: (message: Order) => Promise<boolean>;
  /** What the next iteration will be, where the page asks; refused, where it is not given. */
  trace?: IterationTrace;
  /** The run's folder of samples, whose pictures the page may load. */
  samples?: string;
}

type CheckChange = Extract<FromWebview, { type: "checkChange" }>;
type Order = Extract<FromWebview, { type: "command" | "action" }>;

/** A page that shows a run. */
export interface RunPage extends BuiltPage<FromWebview> {
  /** Posts news of the run to the page, as the extension does. */
  tell(...news: PageNews[]): Promise<void>;
  show(snapshot: RunSnapshot | null): Promise<void>;
  /** Posts what the page has asked for. */
  answer(message: Exclude<ToWebview, { type: "update" }>): Promise<void>;
}

/** What answers the page's questions, and reads the columns of its messages. */
const PROGRAM = `
  globalThis.onSent = (message) => {
    if (message.type === "picture") answerPicture(message.step);
    if (message.type === "checkChange") answerCheck(message);
    if (message.type === "command" || message.type === "action") answerOrder(message);
  };
  globalThis.receive = (text) => {
    const data = JSON.parse(text, (key, value) => {
      if (value?.float64) return Float64Array.from(value.float64, Number);
      return value?.uint32 ? Uint32Array.from(value.uint32) : value;
    });
    deliver(data, { isDrawn: data.type === "update" });
  };
`;

const SAMPLES = "/samples/";

/** Opens a built page; the browser stays the caller's. */
export async function openRunPage(
  browser: Browser,
  options: RunPageOptions = {},
): Promise<RunPage> {
  const { samples = "" } = options;
  const opened = await openBuiltPage<FromWebview>(browser, options.page ?? "dashboard", options, {
    program: PROGRAM,
    fileOf: (path) =>
      path.startsWith(SAMPLES) ? join(samples, path.slice(SAMPLES.length)) : undefined,
  });
  const { start, post: postText, ...shown } = opened;
  const { page } = shown;
  const post = (message: ToWebview): Promise<void> => postText(asText(message));
  let id = 0;
  const tell = (...news: PageNews[]): Promise<void> => post({ type: "update", id: ++id, news });
  await page.exposeFunction("answerPicture", async (step: number) => {
    const picture = ((await options.picture?.(step)) ?? null) as never;
    await post({ type: "picture", step, picture });
  });
  await page.exposeFunction("answerCheck", async ({ id, set, fresh }: CheckChange) => {
    const problems = (await options.checkChange?.(set, fresh)) ?? [];
    await post({ type: "changeChecked", id, problems });
  });
  await page.exposeFunction("answerOrder", async (order: Order) => {
    const done = (await options.order?.(order)) ?? true;
    const { trace } = options;
    const asksForIt = order.type === "command" && order.command.type === "trace";
    await post({ type: "answered", id: order.id, done, ...(asksForIt && trace ? { trace } : {}) });
  });
  await start();
  return {
    ...shown,
    tell,
    answer: post,
    show: (snapshot) => tell({ type: "snapshot", protocol: PROTOCOL_VERSION, snapshot }),
  };
}

export const SAMPLES_URI = `${ORIGIN}/samples`;

/** Columns travel as plain lists, which any version of the browser's protocol carries. */
function asText(message: ToWebview): string {
  return JSON.stringify(message, (_key, value: unknown) => {
    if (value instanceof Float64Array) return { float64: Array.from(value, String) };
    return value instanceof Uint32Array ? { uint32: Array.from(value) } : value;
  });
}

/** Columns out of rows by name; what is left out is zero. */
export function columnsOf(
  steps: readonly number[],
  values: Partial<Record<keyof MetricColumns, (step: number) => number>> = {},
): MetricColumns {
  return Object.fromEntries(
    COLUMN_NAMES.map((name) => [
      name,
      Float64Array.from(steps, (step) => {
        if (name === "step") return step;
        return values[name]?.(step) ?? (name === "time" ? step / 100 : 0);
      }),
    ]),
  ) as MetricColumns;
}

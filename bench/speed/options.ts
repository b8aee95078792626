import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { RESULTS, type Workload, WORKLOADS } from "./workloads";

export interface Options {
  quick: boolean;
  /** Only make the Python environment. */
  setup: boolean;
  rounds: number;
  /** Measured time of each row, in seconds. */
  seconds: number;
  workloads: Workload[];
  /** Ids of rows; undefined: all. */
  only: string[] | undefined;
  /** Folder of the results. */
  out: string;
}

export const USAGE = `npm run bench -- [options]
  --quick            one round, short; ends within three minutes
  --rounds N         rounds (default 3)
  --seconds S        measured time of each row (default 10; quick 2)
  --workloads A,B    some of ${WORKLOADS.join(", ")}
  --only A,B         some rows by the ids printed while they run, "example" and "sgemm" too
  --out DIR          where speed.md and speed.json go (default bench/results)
  --setup            make the Python environment of the peers, and end`;

/** @throws Error that says what is wrong. */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      setup: { type: "boolean", default: false },
      rounds: { type: "string" },
      seconds: { type: "string" },
      workloads: { type: "string" },
      only: { type: "string" },
      out: { type: "string" },
    },
  });
  const number = (
    name: string,
    text: string | undefined,
    otherwise: number,
    least: number,
  ): number => {
    const value = text === undefined ? otherwise : Number(text);
    if (!(value >= least))
      throw new Error(`--${name} ${text}: a number from ${least} on is expected`);
    return value;
  };
  const list = (text: string | undefined): string[] | undefined =>
    text
      ?.split(",")
      .map((word) => word.trim())
      .filter(Boolean);
  const workloads = list(values.workloads) ?? [...WORKLOADS];
  const unknown = workloads.find((name) => !WORKLOADS.some((workload) => workload === name));
  if (unknown !== undefined)
    throw new Error(`--workloads ${unknown}: there are ${WORKLOADS.join(", ")}`);
  return {
    quick: values.quick,
    setup: values.setup,
    rounds: Math.floor(number("rounds", values.rounds, values.quick ? 1 : 3, 1)),
    seconds: number("seconds", values.seconds, values.quick ? 2 : 10, 0.5),
    workloads: WORKLOADS.filter((workload) => workloads.includes(workload)),
    only: list(values.only),
    out: values.out === undefined ? RESULTS : resolve(values.out),
  };
}

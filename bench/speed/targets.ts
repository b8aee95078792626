import { median, ratiosOf, type Results, rooflineShares, speedsOf } from "./results";
import { EXAMPLE_STEPS, type Workload, WORKLOADS } from "./workloads";

/** What this project wants to reach, and where a run stands. */
export interface Target {
  what: string;
  goal: string;
  /** As measured; undefined: not in this run, or it has no number. */
  value: number | undefined;
  unit: string;
  met: boolean | undefined;
}

/** A row of ours against the fastest of others. */
export interface Comparison {
  id: string;
  label: string;
  row: string;
  others: readonly string[];
  goals: Partial<Record<Workload, number>>;
}

export const COMPARISONS: readonly Comparison[] = [
  {
    id: "torch",
    label: "vs the best PyTorch",
    row: "tensorflow",
    others: ["torch", "torch-fused", "torch-compile"],
    goals: { toy: 5, ring: 2.2, mnist: 1.45, dcgan: 1.2 },
  },
  {
    id: "tf-loop",
    label: "vs the tf.function loop",
    row: "tensorflow",
    others: ["tf-loop"],
    goals: { toy: 1.5, ring: 0.95, mnist: 1, dcgan: 1 },
  },
  {
    id: "tfjs-node",
    label: "vs tfjs-node eager",
    row: "tensorflow",
    others: ["tfjs-node"],
    goals: { toy: 35, ring: 14, mnist: 2.1, dcgan: 1.7 },
  },
  {
    id: "tfjs-wasm",
    label: "ONNX web vs tfjs WASM",
    row: "onnx-web",
    others: ["tfjs-wasm"],
    goals: { toy: 4, ring: 7, mnist: 9 },
  },
];

/** Rows that a comparison needs: the first to be measured where time is short. */
export const COMPARED: ReadonlySet<string> = new Set([
  "tensorflow",
  "tfjs-node",
  "onnx-web",
  "tfjs-wasm",
  "torch",
  "tf-loop",
]);

const ROOFLINE_GOAL = 0.8;
const PICTURE_GOAL_SECONDS = 6;
const FIRST_STEP_GOAL_SECONDS = 3;

/** Every target with its state, in the order of the report. */
export function targetsOf(results: Results): Target[] {
  const atLeast = (what: string, goal: number, value: number | undefined): Target => ({
    what,
    goal: `>= ${goal}`,
    value,
    unit: "x",
    met: value === undefined ? undefined : value >= goal,
  });
  const atMost = (what: string, goal: number, values: number[]): Target => {
    const value = median(values);
    return {
      what,
      goal: `< ${goal} s`,
      value,
      unit: "s",
      met: value === undefined ? undefined : value < goal,
    };
  };
  const share = median(rooflineShares(results, "tensorflow"));
  return [
    ...WORKLOADS.flatMap((workload) =>
      COMPARISONS.flatMap(({ label, row, others, goals }) => {
        const goal = goals[workload];
        return goal === undefined
          ? []
          : [
              atLeast(
                `${workload} ${label}`,
                goal,
                median(ratiosOf(results, workload, row, others)),
              ),
            ];
      }),
    ),
    runs(results),
    {
      what: "mnist: share of the sgemm roofline",
      goal: `>= ${ROOFLINE_GOAL * 100} %`,
      value: share === undefined ? undefined : share * 100,
      unit: "%",
      met: share === undefined ? undefined : share >= ROOFLINE_GOAL,
    },
    atMost(
      `1-D example: command to last picture of ${EXAMPLE_STEPS.toLocaleString("en")} iterations`,
      PICTURE_GOAL_SECONDS,
      results.example.map(({ done }) => done?.lastPicture ?? Infinity),
    ),
    atMost(
      "1-D example: command to first step",
      FIRST_STEP_GOAL_SECONDS,
      results.example.map(({ firstStep }) => firstStep),
    ),
  ];
}

/** tfjs WASM cannot train convolutions at all: there, running is the target. */
function runs(results: Results): Target {
  const tried = results.entries.some(
    (entry) => entry.subject === "dcgan" && entry.row === "onnx-web",
  );
  const value = median(speedsOf(results, "dcgan", "onnx-web"));
  return {
    what: "dcgan on ONNX web (tfjs WASM cannot)",
    goal: "runs",
    value,
    unit: "it/s",
    met: tried ? value !== undefined : undefined,
  };
}

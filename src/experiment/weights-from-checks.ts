import { statSync } from "node:fs";
import { resolve } from "node:path";
import { errorAt, type Finding } from "./finding";
import type { Experiment } from "./schema";

/** Whether the weights that a config begins with are there. `folder`: that of the config. */
export function checkWeightsFrom({ weightsFrom }: Experiment, folder: string): Finding[] {
  if (!weightsFrom) return [];
  const path = resolve(folder, weightsFrom.run);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats)
    return [
      errorAt(
        ["weightsFrom", "run"],
        `there is no run or file ${path}`,
        "a relative path starts at the folder of the config",
      ),
    ];
  if (stats.isDirectory() || weightsFrom.step === undefined) return [];
  return [
    {
      ...errorAt(["weightsFrom", "step"], "a file has the weights of one step", "remove it"),
      removable: true,
    },
  ];
}

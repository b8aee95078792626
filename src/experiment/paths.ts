import { resolve } from "node:path";
import type { Experiment } from "./schema";

/** The experiment with the paths of its data made absolute: those in its file start at that file's folder, and a run may be anywhere. */
export function withAbsolutePaths(experiment: Experiment, folder: string): Experiment {
  const { data } = experiment;
  if ("file" in data) return { ...experiment, data: { ...data, file: resolve(folder, data.file) } };
  if ("path" in data) return { ...experiment, data: { ...data, path: resolve(folder, data.path) } };
  return experiment;
}

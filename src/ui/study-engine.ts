import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { parseExperiment } from "../experiment/parse";
import { type Experiment, experimentSchema } from "../experiment/schema";
import { baseFileOf, parseStudy, readPlan } from "../search";
import { engineSetting } from "./settings";

/* On which engine a study trains: TensorFlow may have to be installed before it begins. */

type EngineName = Experiment["engine"];

/**
 * The engine of a study's file, and the options of the command line by which the window's setting
 * counts where the study leaves it open; undefined where the study or its experiment has errors,
 * which its training says.
 */
export async function engineOfStudy(
  text: string,
  file: string,
): Promise<{ name: EngineName; options: string[] } | undefined> {
  const { study } = parseStudy(text);
  if (!study) return undefined;
  const baseFile = baseFileOf(study, file);
  const base = await readFile(baseFile, "utf8").catch(() => "");
  const written = engineOf({ text: base, folder: dirname(baseFile), set: study.set });
  const setting = engineSetting();
  if (written === "auto" && setting !== "auto" && !("engine" in study.vary))
    return { name: setting, options: ["--engine", setting] };
  return written && { name: written, options: [] };
}

/** The engine of a study that has begun. */
export function engineOfPlan(dir: string): EngineName {
  const plan = readPlan(dir);
  const engine = plan.format === 1 ? plan.runs[0]?.experiment.engine : engineOf(plan);
  return engine ?? "auto";
}

interface Source {
  text: string;
  folder: string;
  set: Readonly<Record<string, unknown>>;
}

function engineOf({ text, folder, set }: Source): EngineName | undefined {
  const { experiment } = parseExperiment(text, folder);
  if (!experiment) return undefined;
  const named = experimentSchema.shape.engine.safeParse(set["engine"] ?? experiment.engine);
  return named.data;
}

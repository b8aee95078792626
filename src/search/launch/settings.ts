import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { formatIssues } from "../../experiment/explain";
import { GanError } from "../../shared/errors";
import * as z from "../../shared/zod";
import { type WorkerSettings, workersSchema } from "../schema";

/* What each worker gets and how it begins: of the study, and of the user's own file. */

/** What a study says of its workers, and what differs from one cluster to the next. */
const userSettings = workersSchema.extend({
  node: z
    .string()
    .min(1)
    .optional()
    .describe("The Node that workers run with; by default the one that starts them."),
  sbatch: z
    .array(z.string().min(1))
    .optional()
    .describe('More options for sbatch, for example ["--partition=short", "--time=2:00:00"].'),
});
export type LaunchSettings = z.output<typeof userSettings>;

/** The user's own file. */
export function userSettingsFile(env: NodeJS.ProcessEnv = process.env): string {
  const folder =
    process.platform === "win32"
      ? (env["APPDATA"] ?? join(homedir(), "AppData", "Roaming"))
      : (env["XDG_CONFIG_HOME"] ?? join(homedir(), ".config"));
  return join(folder, "gan-workbench", "workers.json");
}

/**
 * The settings of a study over those of the user's file. @throws GanError `bad-usage` where that
 * cannot be read
 */
export function launchSettings(
  ofStudy: WorkerSettings = {},
  file = userSettingsFile(),
): LaunchSettings {
  const bad = (why: string, cause?: unknown) =>
    new GanError(
      "bad-usage",
      `the settings of workers cannot be read: ${why} (${file})`,
      "mend it",
      {
        cause,
      },
    );
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return ofStudy;
    throw bad((error as Error).message, error);
  }
  const { data, error } = userSettings.safeParse(given);
  if (error) throw bad(formatIssues(error, userSettings, given), error);
  return { ...data, ...ofStudy };
}

/** Threads of each run: a worker keeps to its cores. */
export const threadsOf = ({ cores }: Pick<LaunchSettings, "cores">): { threads?: number } =>
  cores === undefined ? {} : { threads: cores };

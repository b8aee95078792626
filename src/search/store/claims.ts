import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createExclusive } from "./exclusive";
import { storeFiles } from "./files";

/*
 * Who trains which run. A claim is a file that one worker alone can make. Whoever takes over the
 * run of a worker that is gone makes the claim of the next epoch; a worker that finds one drops the
 * run.
 */

export interface Claim {
  run: string;
  /** How many workers had the run before. */
  epoch: number;
  worker: string;
}

const fileOf = (dir: string, { run, epoch }: Pick<Claim, "run" | "epoch">): string =>
  join(storeFiles(dir).claims, `${run}.${epoch}`);

/** @returns whether the run is this worker's; false where another one was faster */
export const tryClaim = (dir: string, claim: Claim): boolean => {
  mkdirSync(storeFiles(dir).claims, { recursive: true });
  return createExclusive(fileOf(dir, claim), `${JSON.stringify({ worker: claim.worker })}\n`);
};

/** The newest epoch of each run that was ever claimed. */
export function newestEpochs(dir: string): Map<string, number> {
  const { claims } = storeFiles(dir);
  const epochs = new Map<string, number>();
  if (!existsSync(claims)) return epochs;
  for (const name of readdirSync(claims)) {
    const [, run, digits] = /^(.+)\.(\d+)$/.exec(name) ?? [];
    if (run === undefined) continue;
    epochs.set(run, Math.max(epochs.get(run) ?? 0, Number(digits)));
  }
  return epochs;
}

/** The worker of a claim; undefined where the file does not say, because a machine went down. */
export function claimantOf(dir: string, claim: Pick<Claim, "run" | "epoch">): string | undefined {
  try {
    const value = JSON.parse(readFileSync(fileOf(dir, claim), "utf8")) as { worker?: unknown };
    return typeof value.worker === "string" ? value.worker : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof SyntaxError || code === "ENOENT") return undefined;
    throw error;
  }
}

/** Whether another worker has taken the run over. */
export const isSuperseded = (dir: string, { run, epoch }: Claim): boolean =>
  existsSync(fileOf(dir, { run, epoch: epoch + 1 }));

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { GanError } from "../shared/errors";
import type { RunRecord } from "../shared/run/run";
import { runFiles } from "./files";

/* Whether the config in a run folder is the one that the run was begun with. */

export const sha256 = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex");

/**
 * Refuses a run whose `config.json` is not the one that it was begun with: its checkpoints belong
 * to that one. What a run of an earlier version was begun with is not known.
 *
 * @throws GanError `bad-run`
 */
export function assertOriginalConfig(dir: string, { configSha256 }: RunRecord): void {
  const { config } = runFiles(dir);
  if (configSha256 === undefined || sha256(readFileSync(config)) === configSha256) return;
  throw new GanError(
    "bad-run",
    `the config of the run was changed after the run had begun (${config})`,
    "undo the change; then change optimizers, loss and k with gan resume RUN --set " +
      "PATH=VALUE, and anything else in a new run: gan train FILE",
  );
}

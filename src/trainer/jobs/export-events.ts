import type { Job, JobResult } from "../../shared/protocol/jobs";

/**
 * Writes an event file. A long run's takes seconds, which VS Code's extension host has not.
 *
 * @throws GanError `bad-usage` where the folder has something in it already
 */
export async function exportEventsJob({
  runDir,
  out,
}: Extract<Job, { kind: "exportEvents" }>): Promise<JobResult> {
  // Late: other jobs need no TensorBoard.
  const { exportTensorBoard } = await import("../../run/tensorboard/export");
  const { file } = await exportTensorBoard(runDir, out);
  return { kind: "exportEvents", out, file };
}

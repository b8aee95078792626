import { firstLine, GanError, toGanError } from "../shared/errors";

/** A failure of training in words for a person: at which step, and what to try. */
export function describeFailure(thrown: unknown, step: number): GanError {
  const error = toGanError(thrown);
  if (isOutOfMemory(error)) {
    return new GanError(
      "out-of-memory",
      `out of memory after step ${step}: ${firstLine(error.message)}`,
      "use a smaller batch or smaller layers; resuming goes on from the last checkpoint",
      { cause: thrown },
    );
  }
  if (error.code !== "internal") return error;
  return new GanError(
    "internal",
    `training failed after step ${step}: ${firstLine(error.message)}`,
    "the log has the details; resuming goes on from the last checkpoint",
    { cause: thrown },
  );
}

/** A failure of a job beside training in words for a person. */
export function describeJobFailure(thrown: unknown): GanError {
  const error = toGanError(thrown);
  if (isOutOfMemory(error))
    return new GanError(
      "out-of-memory",
      `out of memory: ${firstLine(error.message)}`,
      "take fewer samples",
      { cause: thrown },
    );
  return error.code === "internal"
    ? new GanError("internal", firstLine(error.message), error.hint, { cause: thrown })
    : error;
}

const isOutOfMemory = ({ message }: GanError): boolean =>
  /OOM when allocating|out of memory|bad_alloc|RESOURCE_EXHAUSTED|Array buffer allocation failed/i.test(
    message,
  );

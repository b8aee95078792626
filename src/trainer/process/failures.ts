import { firstLine, GanError, toGanError } from "../../shared/errors";
import type { MetricName } from "../../shared/run/metrics";

/* Failures of training in words for a person. */

/** What a metric is of, from the most informative to the least. */
const SUBJECTS: readonly [MetricName, string][] = [
  ["lossD", "the discriminator's loss"],
  ["lossG", "the generator's loss"],
  ["gradNormD", "the discriminator's gradient"],
  ["gradNormG", "the generator's gradient"],
  ["dReal", "the discriminator's output for real data"],
  ["dFake", "the discriminator's output for generated data"],
];

const AFTER_DIVERGENCE =
  "continue from the last checkpoint, or an earlier one, with smaller learning rates, " +
  "another optimizer or another loss; resumed without a change it will diverge again";

/** Advice where no change of rates would help. */
const BEFORE_LEARNING =
  "nothing was learned yet: look at the data for huge numbers, and at how the weights start";

/**
 * Training came to a step after which numbers are not finite any more. `names`: which of the step's
 * metrics.
 */
export function divergence(names: readonly MetricName[], step: number): GanError {
  const broken = SUBJECTS.filter(([name]) => names.includes(name));
  // Where a loss is broken all that follows from it is as well.
  const losses = broken.filter(([name]) => name.startsWith("loss"));
  const told = (losses.length > 0 ? losses : broken.slice(0, 2)).map(([, subject]) => subject);
  return new GanError(
    "not-finite",
    `training diverged: ${told.join(" and ")} ` +
      `${told.length > 1 ? "are not finite numbers" : "is not a finite number"} at step ` +
      `${step}`,
    step === 1 && names.includes("lossD") ? BEFORE_LEARNING : AFTER_DIVERGENCE,
  );
}

/** A tensor of the state, such as `generator/0/kernel`, is not finite any more. */
export function divergedState(tensor: string, step: number): GanError {
  const owner = /^(?:[^/]+\/)*?(generator|discriminator)\//.exec(tensor)?.[1];
  const subject = owner === undefined ? "the state" : `the ${owner}'s state`;
  return new GanError(
    "not-finite",
    `training diverged: ${subject} (${tensor}) holds numbers that are not finite after ` +
      `step ${step}`,
    AFTER_DIVERGENCE,
  );
}

/** A failure of training in words for a person: at which step, and what to try. */
export function describeFailure(thrown: unknown, step: number): GanError {
  const error = toGanError(thrown);
  if (isOutOfMemory(error)) {
    return new GanError(
      "out-of-memory",
      `out of memory after step ${step}: ${firstLine(error.message)}`,
      "use a smaller batch or smaller layers; resume to continue from the last checkpoint",
      { cause: thrown },
    );
  }
  if (error.code !== "internal") return error;
  return new GanError(
    "internal",
    `training failed after step ${step}: ${firstLine(error.message)}`,
    "the log has the details; resume to continue from the last checkpoint",
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

import { type ErrorCode, GanError } from "../shared/errors";

/* Failures that a trainer tells of. */

/** What a trainer has told of a failure or a refusal, as it can be thrown here. */
export const failureOf = (told: { code: string; message: string; hint: string }): GanError =>
  new GanError(told.code as ErrorCode, told.message, told.hint);

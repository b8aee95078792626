import { GanError } from "../shared/errors";
import { endText, type ProcessEnd } from "./process";

/** Why a process has ended that nobody told to. `process` names it, such as "the process". */
export function crashOf(end: ProcessEnd, process: string, hint: string): GanError {
  const { startError: cause } = end;
  if (cause)
    return new GanError(
      "trainer-crashed",
      `the process could not be started: ${cause.message}`,
      "",
      { cause },
    );
  const { how, last } = endText(end);
  return new GanError("trainer-crashed", `${process} ended unexpectedly (${how})${last}`, hint);
}

import { GanError } from "../shared/errors";

/** A file or folder of the config that the system does not give out, with what it says. */
export function unreadable(path: string, cause: unknown, hint = "check the path in the config"): GanError {
  return new GanError("bad-data", `${path} cannot be read (${cause instanceof Error ? cause.message : String(cause)})`, hint, { cause });
}

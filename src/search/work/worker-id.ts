import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { asFileName } from "../../shared/text/names";

/** A name that no other worker has, and that a person can tell the machine by. */
export const newWorkerId = (): string =>
  asFileName(`${hostname()}-${process.pid}-${randomUUID().slice(0, 6)}`, 100);

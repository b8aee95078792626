import type { Schedule } from "./schema";

/*
 * Schedules with all their values divided, as for a rate that is made smaller while a run trains.
 */

/** Every setting of a schedule that is a value of what it moves, and not a step or a shape. */
const VALUES = ["initial", "floor", "from", "to", "peak", "values"] as const;

/** A quotient as a person writes it: without the digits that binary fractions leave behind. */
const quotient = (value: number, divisor: number): number =>
  Number((value / divisor).toPrecision(12));

/** The schedule whose value is that of another at every step, divided. */
export function dividedSchedule<T extends number | Schedule>(schedule: T, divisor: number): T {
  if (typeof schedule === "number") return quotient(schedule, divisor) as T;
  const divided: Record<string, unknown> = { ...schedule };
  for (const name of VALUES) {
    const value = divided[name];
    if (typeof value === "number") divided[name] = quotient(value, divisor);
    if (Array.isArray(value)) divided[name] = value.map((one: number) => quotient(one, divisor));
  }
  if (schedule.type === "warmUp") divided["then"] = dividedSchedule(schedule.then, divisor);
  return divided as T;
}

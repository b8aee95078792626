import type { Schedule } from "../experiment/schema";

/** Every setting of a schedule that is a value of what it moves, and not a step or a shape. */
const VALUES = ["initial", "floor", "from", "to", "peak", "values"] as const;

/** The schedule whose value is that of another at every step, divided. A quotient has no digits that the person did not write: 0.0002 / 10 is 0.00002. */
export function dividedSchedule<T extends number | Schedule>(schedule: T, divisor: number): T {
  if (typeof schedule === "number") return (schedule / divisor) as T;
  const divided: Record<string, unknown> = { ...schedule };
  for (const name of VALUES) {
    const value = divided[name];
    if (typeof value === "number") divided[name] = value / divisor;
    if (Array.isArray(value)) divided[name] = value.map((one: number) => one / divisor);
  }
  if (schedule.type === "warmUp") divided["then"] = dividedSchedule(schedule.then, divisor);
  return divided as T;
}

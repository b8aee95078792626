import type { Schedule } from "../experiment/schema";

/** Every setting of a schedule that is a value of what it moves, and not a step or a shape. */
const VALUES = ["initial", "floor", "from", "to", "peak", "values"] as const;

/** The schedule whose value is `factor` times that of another at every step. */
export function scaledSchedule<T extends number | Schedule>(schedule: T, factor: number): T {
  if (typeof schedule === "number") return (schedule * factor) as T;
  const scaled: Record<string, unknown> = { ...schedule };
  for (const name of VALUES) {
    const value = scaled[name];
    if (typeof value === "number") scaled[name] = value * factor;
    if (Array.isArray(value)) scaled[name] = value.map((one: number) => one * factor);
  }
  if (schedule.type === "warmUp") scaled["then"] = scaledSchedule(schedule.then, factor);
  return scaled as T;
}

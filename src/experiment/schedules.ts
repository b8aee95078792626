import { power } from "../shared/power";
import type { Schedule } from "./schema";

/* What a schedule gives at a step: the formulas of the schedules' schema. */

/**
 * A schedule's value at a step (counted from 0). A plain number is constant. The formulas stand in
 * the schedules' schema.
 */
export function valueAt(schedule: number | Schedule, step: number): number {
  if (typeof schedule === "number") return schedule;
  switch (schedule.type) {
    case "exponential":
      return Math.max(schedule.floor, schedule.initial * power(schedule.decay, step));
    case "step":
      return schedule.initial * power(schedule.factor, Math.floor(step / schedule.every));
    case "piecewise":
      return schedule.values[schedule.boundaries.filter((boundary) => boundary <= step).length]!;
    case "linear":
      return schedule.from + shareDone(schedule, step) * (schedule.to - schedule.from);
    case "polynomial":
      return (
        schedule.to +
        (schedule.from - schedule.to) * power(1 - shareDone(schedule, step), schedule.power)
      );
    case "cosine":
      return halfCosine(schedule.from, schedule.to, shareDone(schedule, step));
    case "cosineRestarts":
      return halfCosine(schedule.from, schedule.to, shareOfCycle(schedule, step));
    case "oneCycle":
      return oneCycle(schedule, step);
    case "inverseTime":
      return schedule.initial / (1 + schedule.decay * step);
    case "warmUp": {
      const { steps, from, then } = schedule;
      return step < steps
        ? from + (valueAt(then, 0) - from) * (step / steps)
        : valueAt(then, step - steps);
    }
  }
}

type Of<T extends Schedule["type"]> = Extract<Schedule, { type: T }>;

const within = (share: number): number => Math.min(1, Math.max(0, share));
const shareDone = ({ start, end }: { start: number; end: number }, step: number): number =>
  within((step - start) / (end - start));
const halfCosine = (from: number, to: number, share: number): number =>
  to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;

/** How much of the cycle that a step falls into is done, in [0, 1). */
function shareOfCycle({ period, growth }: Of<"cosineRestarts">, step: number): number {
  let length = period;
  let into = step;
  if (growth === 1) into %= period;
  else for (; into >= length; length *= growth) into -= length;
  return into / length;
}

/**
 * PyTorch's OneCycleLR: the rise ends at rise * steps - 1, which need not be whole, the fall at
 * steps - 1.
 */
function oneCycle(
  { peak, steps, rise, initialDivisor, finalDivisor }: Of<"oneCycle">,
  step: number,
): number {
  const initial = peak / initialDivisor;
  const top = rise * steps - 1;
  if (step < top) return halfCosine(initial, peak, step / top);
  return halfCosine(peak, initial / finalDivisor, within((step - top) / (steps - 1 - top)));
}

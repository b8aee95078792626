import type { Schedule } from "../experiment/schema";

/** A schedule's value at a step (counted from 0). A plain number is constant. */
export function valueAt(schedule: number | Schedule, step: number): number {
  if (typeof schedule === "number") return schedule;
  switch (schedule.type) {
    case "exponential":
      return Math.max(schedule.floor, schedule.initial * schedule.decay ** step);
    case "step":
      return schedule.initial * schedule.factor ** Math.floor(step / schedule.every);
    case "linear": {
      const share = Math.min(1, Math.max(0, (step - schedule.start) / (schedule.end - schedule.start)));
      return schedule.from + share * (schedule.to - schedule.from);
    }
  }
}

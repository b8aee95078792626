/* When a run made which step: in seconds of training, and by the clock on the wall. */

export interface RunClock {
  /** Seconds of training until a step. */
  trainingTime(step: number): number;
  /** Seconds from the beginning of the run until a step was made, with pauses and evaluations. */
  wallTime(step: number): number;
}

/** Steps, ascending, and the seconds of training until each. */
interface Times {
  step: ArrayLike<number>;
  time: ArrayLike<number>;
}

/** Something that happened at a step; `time` is ISO 8601. */
interface Happening {
  step: number;
  time: string;
}

/**
 * The clock of a run. Its rows have seconds of training, its events the time of day: a step lies
 * between the event before it and the one after it as its time of training does, and after the last
 * event as long as was trained since.
 *
 * @param events in the order in which they came, each at the time at which its step was made
 */
export function clockOf(rows: Times, events: readonly Happening[]): RunClock {
  const trainingTime = (step: number) => timeAt(rows, step);
  const begun = Date.parse(events[0]?.time ?? "");
  return {
    trainingTime,
    wallTime(step) {
      const trained = trainingTime(step);
      const last = events.findLastIndex((event) => event.step < step);
      const [before, after] = [events[last], events[last + 1]];
      if (!before) return trained;
      const from = (Date.parse(before.time) - begun) / 1000;
      const since = trained - trainingTime(before.step);
      if (!after) return from + since;
      const whole = trainingTime(after.step) - trainingTime(before.step);
      const passed = (Date.parse(after.time) - Date.parse(before.time)) / 1000;
      return whole > 0 ? from + (since / whole) * passed : from;
    },
  };
}

/** The time of a step, between two rows by how far it is from each; after the last row its time. */
function timeAt({ step, time }: Times, at: number): number {
  let after = 0;
  for (let end = step.length; after < end;) {
    const middle = (after + end) >> 1;
    if ((step[middle] ?? NaN) <= at) after = middle + 1;
    else end = middle;
  }
  const [step0, time0] = after === 0 ? [0, 0] : [step[after - 1] ?? NaN, time[after - 1] ?? NaN];
  if (after === step.length) return time0;
  const [step1, time1] = [step[after] ?? NaN, time[after] ?? NaN];
  return step1 === step0 ? time1 : time0 + ((time1 - time0) * (at - step0)) / (step1 - step0);
}

import type { Method, PastTrial } from "../../src/search/outcome/history";
import { methodOf } from "../../src/search/methods";
import type { Problem } from "./problems";
import { median } from "./statistics";

const ASKS = 50;
/** Asks before those that count: until then the code is not compiled. */
const WARM_UP = 30;

/** Processor time of one question to a method after so many random trials, in milliseconds. */
export function askMilliseconds(
  method: Method,
  { space, lossOf }: Problem,
  trials: number,
): number {
  const random = methodOf({ method: "random" });
  const history: PastTrial[] = [];
  for (let number = 0; number < trials; number++) {
    const point = random({ space, history, number, seed: 0 });
    history.push({ number, point, state: "complete", losses: [lossOf(point)], reports: [] });
  }
  const times = Array.from({ length: WARM_UP + ASKS }, (_, i) => {
    const before = process.cpuUsage();
    method({ space, history, number: trials + i, seed: 0 });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return median(times.slice(WARM_UP));
}

import { changedKeys } from "./comparison";
import { describeValue } from "./setting-text";

/** Parts of a config whose names go without saying. */
const PLAIN = /^(optimizer|training|objective)\./;

/** In which settings one of several configs differs from the others, in a few words each. The seed, which says least, comes last. */
export function differencesOf(experiments: readonly object[], index: number): string[] {
  return changedKeys(experiments)
    .sort((a, b) => Number(a.key === "seed") - Number(b.key === "seed"))
    .map(({ key, values }) => {
      const value = values[index];
      return `${key.replace(PLAIN, "")} ${value === undefined ? "none" : describeValue(value)}`;
    });
}

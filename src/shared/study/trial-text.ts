import { formatNumber } from "../text/format";
import { valueOf } from "./best-so-far";
import type { StudyView, TrialView } from "./study-view";
import { STATE_NAMES, valueText } from "./trial-table";

/* A trial in words. */

/** Each objective with the trial's value. */
export const valuesText = (
  { objectives }: Pick<StudyView, "objectives">,
  trial: TrialView,
): string =>
  objectives
    .map(({ title }, i) => {
      const value = valueOf(trial, i);
      return `${title} ${value === undefined ? "–" : formatNumber(value)}`;
    })
    .join(", ");

/** Each parameter with the trial's value. */
export const settingsText = ({ values }: Pick<TrialView, "values">): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${valueText(value)}`)
    .join(", ");

/** All of it in a line. */
export const trialText = (view: Pick<StudyView, "objectives">, trial: TrialView): string =>
  [`Trial ${trial.number}`, STATE_NAMES[trial.state], valuesText(view, trial), settingsText(trial)]
    .filter(Boolean)
    .join(" · ");

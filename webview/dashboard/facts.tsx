import type { RunSummary } from "../../src/shared/run/run";
import { describeParent } from "../../src/shared/run/lineage";
import { isLive } from "../../src/shared/run/state";
import { describeOrigin } from "../../src/shared/run/weights";
import { formatCount, formatDuration, formatSpeed } from "../../src/shared/text/format";
import { STRINGS } from "../components/strings";

/**
 * How far a run is, and what it is. Each fact keeps its place, also while there is nothing to say
 * there: what is below must not jump.
 */
export function Facts({ summary }: { summary: RunSummary }) {
  const { record, stepsPerSecond } = summary;
  // What comes and goes is last, so that nothing has a gap before it.
  const facts = [
    STRINGS.stepOf(formatCount(record.step), formatCount(record.steps)),
    STRINGS.trained(formatDuration(record.trainingSeconds)),
    STRINGS.engine(record.engine.name, record.engine.version),
    STRINGS.seed(record.seed),
    ...(record.parent ? [describeParent(record.parent)] : []),
    ...(record.weightsFrom ? [STRINGS.weightsFrom(describeOrigin(record.weightsFrom))] : []),
    stepsPerSecond === undefined ? "" : STRINGS.stepsPerSecond(formatSpeed(stepsPerSecond)),
    whatIsLeft(summary),
  ];
  return (
    <div class={isLive(record.state) ? "facts live" : "facts"}>
      {facts.map((fact, i) => (
        <span key={i} title={fact}>
          {fact}
        </span>
      ))}
    </div>
  );
}

/** The evaluation that is being made, or else how long the training still takes. */
function whatIsLeft({ evaluating, secondsLeft }: RunSummary): string {
  if (evaluating)
    return STRINGS.evaluating(evaluating.what, String(Math.floor(100 * evaluating.fraction)));
  return secondsLeft === undefined ? "" : STRINGS.timeLeft(formatDuration(secondsLeft));
}

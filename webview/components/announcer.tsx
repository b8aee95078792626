import { useRef } from "preact/hooks";
import type { RunState } from "../../src/shared/run/state";
import { formatCount, formatNumber } from "../../src/shared/text/format";
import type { RunModel } from "./run-model";
import { STRINGS } from "./strings";

/** Between two summaries of a run in the same state, in milliseconds. */
const QUIET = 30_000;

/** What was said last, and when. */
interface Said {
  state: RunState | undefined;
  at: number;
  text: string;
}

/** Tells screen readers how a run goes: at once when its state changes, else now and then. */
export function Announcer({ model }: { model: RunModel }) {
  const said = useRef<Said>({ state: undefined, at: -Infinity, text: "" });
  const state = model.summary?.record.state;
  const { at, state: before } = said.current;
  if (state && (state !== before || performance.now() - at >= QUIET))
    said.current = { state, at: performance.now(), text: summaryText(model) };
  return (
    <div class="hidden-text" role="status" aria-live="polite">
      {said.current.text}
    </div>
  );
}

function summaryText({ summary, series }: RunModel): string {
  if (!summary) return "";
  const { name, state, step, steps } = summary.record;
  const text = STRINGS.summary(name, STRINGS.states[state], formatCount(step), formatCount(steps));
  if (series.length === 0) return text;
  const loss = (column: "lossD" | "lossG") => formatNumber(series.latest(column), 2);
  return text + STRINGS.summaryLosses(loss("lossD"), loss("lossG"));
}

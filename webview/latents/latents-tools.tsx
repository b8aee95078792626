import { firstView, type LatentsHistory, type LatentsView } from "../../src/shared/latents/view";
import type { ExploredRun } from "../../src/shared/protocol/explore";
import { formatCount } from "../../src/shared/text/format";
import { Button } from "../components/button";
import { Help } from "../components/help";
import { IconButton } from "../components/icon-button";
import { LATENTS_STRINGS } from "./latents-strings";

interface LatentsToolsProps {
  run: ExploredRun;
  /** The checkpoints that there are now. */
  steps: readonly number[];
  history: LatentsHistory;
  view: LatentsView;
  onView(view: LatentsView, by?: string): void;
  onPlace(place: number): void;
}

/** Seeds of `--seed`. */
const SEEDS = 2 ** 31;

/** Which latents are drawn, and what makes samples of them. */
export function LatentsTools({ run, steps, history, view, onView, onPlace }: LatentsToolsProps) {
  const { views, place } = history;
  const drawAnew = (seed: number) => onView({ ...view, seed, edits: [], picked: [] });
  return (
    <div class="latents-tools">
      <span class="latents-buttons">
        <IconButton
          icon="arrow-left"
          label={LATENTS_STRINGS.back}
          disabled={place === 0}
          onClick={() => onPlace(place - 1)}
        />
        <IconButton
          icon="arrow-right"
          label={LATENTS_STRINGS.forward}
          disabled={place === views.length - 1}
          onClick={() => onPlace(place + 1)}
        />
        <Button
          icon="refresh"
          primary
          label={LATENTS_STRINGS.random}
          title={LATENTS_STRINGS.randomHelp}
          onClick={() => drawAnew(Math.floor(Math.random() * SEEDS))}
        />
        <Button
          label={LATENTS_STRINGS.own}
          title={LATENTS_STRINGS.ownHelp}
          onClick={() => onView({ ...firstView(run), chosen: view.chosen })}
        />
      </span>
      <Checkpoints {...{ steps, view, onView }} />
      {run.classes && <ClassField {...{ view, onView }} classes={run.classes} />}
      {run.hasAverage && <WeightsField {...{ view, onView }} />}
      {run.latent.distribution === "normal" && <Truncation {...{ view, onView }} />}
    </div>
  );
}

type PartProps = Pick<LatentsToolsProps, "view" | "onView">;

function ClassField({ classes, view, onView }: PartProps & { classes: readonly string[] }) {
  return (
    <label class="tool-field">
      <span>{LATENTS_STRINGS.class}</span>
      <select
        value={view.class ?? ""}
        onChange={({ currentTarget: { value } }) =>
          onView({ ...view, class: value === "" ? undefined : value })
        }
      >
        <option value="">{LATENTS_STRINGS.everyClass}</option>
        {classes.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function WeightsField({ view, onView }: PartProps) {
  return (
    <label class="tool-field">
      <span>{LATENTS_STRINGS.weights}</span>
      <select
        value={view.weights ?? "average"}
        onChange={({ currentTarget: { value } }) =>
          onView({ ...view, weights: value === "current" ? "current" : "average" })
        }
      >
        <option value="average">{LATENTS_STRINGS.average}</option>
        <option value="current">{LATENTS_STRINGS.current}</option>
      </select>
    </label>
  );
}

/** At the last checkpoint the page follows the latest. */
function Checkpoints({ steps, view, onView }: PartProps & { steps: readonly number[] }) {
  const last = steps.length - 1;
  const found = view.at === undefined ? last : steps.indexOf(view.at);
  const place = found < 0 ? last : found;
  const text = LATENTS_STRINGS.stepOf(formatCount(steps[place] ?? 0));
  const choose = (to: number) => {
    onView({ ...view, at: to >= last ? undefined : steps[to] }, "checkpoint");
  };
  return (
    <label class="tool-field">
      <span>{LATENTS_STRINGS.step}</span>
      <input
        type="range"
        min={0}
        max={Math.max(0, last)}
        step={1}
        value={place}
        disabled={last < 1}
        aria-valuetext={text}
        onInput={({ currentTarget }) => choose(Number(currentTarget.value))}
      />
      <span class="tool-value step-value">{text}</span>
    </label>
  );
}

/** Beyond this hardly any number of a normal latent vector is drawn anew: off. */
const OFF = 3.1;

function Truncation({ view, onView }: PartProps) {
  const { truncation } = view;
  const text = truncation === undefined ? LATENTS_STRINGS.off : String(truncation);
  const choose = (value: number) => {
    onView({ ...view, truncation: value >= OFF ? undefined : value }, "truncation");
  };
  return (
    <span class="tool-field">
      <label class="tool-field">
        <span>{LATENTS_STRINGS.truncation}</span>
        <input
          type="range"
          min={0.1}
          max={OFF}
          step={0.1}
          value={truncation ?? OFF}
          aria-valuetext={text}
          onInput={({ currentTarget }) => choose(Number(currentTarget.value))}
        />
      </label>
      <span class="tool-value">{text}</span>
      <Help what={LATENTS_STRINGS.truncation} text={LATENTS_STRINGS.truncationHelp} />
    </span>
  );
}

import { useState } from "preact/hooks";
import {
  askFor,
  type LatentsView,
  orderedCoordinates,
  withEdit,
} from "../../src/shared/latents/view";
import { sweptRange } from "../../src/shared/latents/sweep";
import type { ExploredRun } from "../../src/shared/protocol/explore";
import { formatNumber } from "../../src/shared/text/format";
import { Button } from "../components/button";
import { Help } from "../components/help";
import { IconButton } from "../components/icon-button";
import type { LatentsHost } from "./latents-host";
import { LATENTS_STRINGS } from "./latents-strings";
import { useDrawn } from "./use-drawn";

interface CoordinatesProps {
  host: LatentsHost;
  run: ExploredRun;
  view: LatentsView;
  /** Of the chosen sample. */
  latent: readonly number[];
  /** `by`: moves of one slider are one step of the history. */
  onView(view: LatentsView, by?: string): void;
}

/** A slider for each coordinate of the chosen sample. */
export function Coordinates({ host, run, view, latent, onView }: CoordinatesProps) {
  const [byEffect, setByEffect] = useState(false);
  const [sought, setSought] = useState("");
  const { chosen } = view;
  // While a slider is moved the order stays: it is that of the sample as it was drawn.
  const drawn: LatentsView = { ...view, edits: [] };
  const ask = askFor(drawn, "effects", { kind: "picked", samples: [chosen] });
  const { drawn: answer } = useDrawn(host, byEffect ? ask : undefined);
  const ordered = orderedCoordinates(run.latent.size, byEffect ? answer?.effects : undefined);
  const found = ordered.filter((coordinate) => String(coordinate).startsWith(sought.trim()));
  const isEdited = view.edits.some(({ sample }) => sample === chosen);
  return (
    <section class="coordinates" aria-label={LATENTS_STRINGS.coordinates}>
      <div class="latents-head">
        <h2>{LATENTS_STRINGS.coordinates}</h2>
        <label class="tool-field">
          <span>{LATENTS_STRINGS.order}</span>
          <select
            value={byEffect ? "effect" : "number"}
            onChange={({ currentTarget }) => setByEffect(currentTarget.value === "effect")}
          >
            <option value="number">{LATENTS_STRINGS.byNumber}</option>
            <option value="effect">{LATENTS_STRINGS.byEffect}</option>
          </select>
          <Help what={LATENTS_STRINGS.order} text={LATENTS_STRINGS.orderHelp} />
        </label>
        <input
          type="text"
          class="coordinate-find"
          inputMode="numeric"
          value={sought}
          placeholder={LATENTS_STRINGS.find}
          aria-label={LATENTS_STRINGS.find}
          onInput={({ currentTarget }) => setSought(currentTarget.value)}
        />
        <Button
          icon="discard"
          label={LATENTS_STRINGS.unmoved}
          title={LATENTS_STRINGS.unmovedHelp}
          disabled={!isEdited}
          onClick={() =>
            onView({ ...view, edits: view.edits.filter(({ sample }) => sample !== chosen) })
          }
        />
      </div>
      {found.length === 0 && <p class="hint">{LATENTS_STRINGS.none}</p>}
      <div class="coordinate-list">
        {found.map((coordinate) => (
          <Coordinate
            key={coordinate}
            {...{ run, view, coordinate, onView }}
            value={latent[coordinate - 1] ?? 0}
          />
        ))}
      </div>
    </section>
  );
}

interface CoordinateProps extends Pick<CoordinatesProps, "run" | "view" | "onView"> {
  coordinate: number;
  value: number;
}

function Coordinate({ run, view, coordinate, value, onView }: CoordinateProps) {
  const [low, high] = sweptRange(run.latent.distribution);
  const { way } = view;
  const isSwept = way.kind === "sweep" && way.coordinate === coordinate;
  const number = formatNumber(value, 3);
  return (
    <div class="coordinate">
      <span class="coordinate-name">{coordinate}</span>
      <input
        type="range"
        min={low}
        max={high}
        step={0.01}
        value={value}
        aria-label={LATENTS_STRINGS.coordinate(coordinate)}
        aria-valuetext={number}
        onInput={({ currentTarget }) =>
          onView(
            withEdit(view, coordinate, Number(currentTarget.value)),
            `${view.chosen}/${coordinate}`,
          )
        }
      />
      <span class="coordinate-value">{number}</span>
      <IconButton
        icon="arrow-both"
        label={LATENTS_STRINGS.sweep(coordinate)}
        pressed={isSwept}
        onClick={() =>
          onView({ ...view, way: isSwept ? { kind: "none" } : { kind: "sweep", coordinate } })
        }
      />
    </div>
  );
}

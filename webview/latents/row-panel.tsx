import { sweptRange } from "../../src/shared/latents/sweep";
import { askFor, type LatentsView, wayShown } from "../../src/shared/latents/view";
import type { ExploredRun } from "../../src/shared/protocol/explore";
import { gridSize } from "../../src/shared/run/picture";
import { formatNumber } from "../../src/shared/text/format";
import { Button } from "../components/button";
import { CheckField } from "../components/check-field";
import { Help } from "../components/help";
import { IconButton } from "../components/icon-button";
import { FigureView } from "./figure-view";
import type { LatentsHost } from "./latents-host";
import { LATENTS_STRINGS } from "./latents-strings";
import { addressOf } from "./pick-grid";
import { useDrawn } from "./use-drawn";

interface RowPanelProps {
  host: LatentsHost;
  dir: string;
  run: ExploredRun;
  view: LatentsView;
  onView(view: LatentsView): void;
}

/** Samples along a coordinate of the chosen one, or between two that are picked. */
export function RowPanel({ host, dir, run, view, onView }: RowPanelProps) {
  const { way, picked } = view;
  const show = wayShown(view, run);
  const { drawn, error } = useDrawn(host, show && askFor(view, "picture", show));
  const isNormal = run.latent.distribution === "normal";
  const isBetween = way.kind === "between";
  const between = (spherical: boolean) => onView({ ...view, way: { kind: "between", spherical } });
  const figure = show ? drawn?.figure : undefined;
  return (
    <section class="row-panel" aria-label={LATENTS_STRINGS.row}>
      <div class="latents-head">
        <h2>{show ? titleOf(view, run) : LATENTS_STRINGS.row}</h2>
        <Button
          icon="arrow-swap"
          label={LATENTS_STRINGS.interpolate}
          title={picked.length < 2 ? LATENTS_STRINGS.interpolateHelp : undefined}
          disabled={picked.length < 2}
          onClick={() => between(isNormal)}
        />
        {isBetween && isNormal && (
          <span class="tool-field">
            <CheckField
              type="checkbox"
              label={LATENTS_STRINGS.spherical}
              checked={way.spherical}
              onCheck={between}
            />
            <Help what={LATENTS_STRINGS.spherical} text={LATENTS_STRINGS.sphericalHelp} />
          </span>
        )}
        {show && (
          <IconButton
            icon="close"
            label={LATENTS_STRINGS.closeRow}
            onClick={() => onView({ ...view, way: { kind: "none" } })}
          />
        )}
      </div>
      {!show && <p class="hint">{LATENTS_STRINGS.noRow}</p>}
      {error !== undefined && <p class="warning">{error}</p>}
      {figure?.kind === "images" && (
        <img
          class="pixelated row-picture"
          src={addressOf(figure)}
          alt={titleOf(view, run)}
          style={{ aspectRatio: aspectOf(figure.layout) }}
        />
      )}
      {figure && figure.kind !== "images" && <FigureView {...{ figure, dir }} />}
    </section>
  );
}

const aspectOf = (layout: Parameters<typeof gridSize>[0]): string => {
  const { width, height } = gridSize(layout);
  return `${width} / ${height}`;
};

function titleOf({ way, chosen, picked }: LatentsView, run: ExploredRun): string {
  const [low, high] = sweptRange(run.latent.distribution);
  if (way.kind !== "sweep") return LATENTS_STRINGS.betweenRow(picked[0] ?? 0, picked[1] ?? 0);
  const ends = [formatNumber(low, 3), formatNumber(high, 3)] as const;
  return LATENTS_STRINGS.sweepRow(way.coordinate, chosen, ...ends);
}

import { useState } from "preact/hooks";
import type { ComparedRunView } from "../../src/shared/compare/compared-runs";
import type { DensityPicture, ScatterPicture } from "../../src/shared/run/picture";
import { pictureAt } from "../../src/shared/compare/curves";
import { pictureAddress } from "../../src/shared/compare/picture-place";
import { WHOLE, zoomed } from "../../src/shared/compare/picture-view";
import { formatCount } from "../../src/shared/text/format";
import { DensityView } from "../components/density-view";
import { IconButton } from "../components/icon-button";
import { useKeptState } from "../components/page-context";
import { Player } from "../components/player";
import { type ScatterLayer, SHOWN_AT_FIRST } from "../components/scatter-layers";
import { ScatterView } from "../components/scatter-view";
import { Swatch } from "../components/swatch";
import { usePlayer } from "../components/use-player";
import { COMPARE_STRINGS } from "./compare-strings";
import type { ComparedPictures } from "./compared-pictures";
import { FramedImage, PictureFrame, type ViewProps, ZOOM_STEP } from "./picture-frame";
import { PictureWipe } from "./picture-wipe";
import { restorePictures } from "./wipe-settings";

type Figure = DensityPicture | ScatterPicture;

interface ComparePicturesProps {
  runs: readonly ComparedRunView[];
  colours: ReadonlyMap<string, string>;
  pictures: ComparedPictures;
}

const MIN_SIZE = 120;
const START_SIZE = 300;
const MAX_SIZE = 900;

/** The samples of all runs under one slider, of one size, and all of the same part. */
export function ComparePictures({ runs, colours, pictures }: ComparePicturesProps) {
  const steps = [...new Set(runs.flatMap(({ pictures }) => pictures))].sort((a, b) => a - b);
  const player = usePlayer(steps);
  const [size, setSize] = useState(START_SIZE);
  const [view, setView] = useState(WHOLE);
  const [settings, setSettings] = useKeptState("comparePictures", restorePictures);
  if (steps.length === 0) return null;
  const step = player.step ?? 0;
  const shared = { size, view, onView: setView };
  const beside = runs.map((run) => ({ run, figure: figureOf(run, step, pictures) }));
  const canZoom = settings.mode === "wipe" || beside.some(({ figure }) => !figure);
  return (
    <section class="compare-section" aria-label={COMPARE_STRINGS.pictures}>
      <div class="pictures-head">
        <h2>{COMPARE_STRINGS.pictures}</h2>
        <Player player={player} />
        <label class="tool-field">
          <span>{COMPARE_STRINGS.show}</span>
          <select
            value={settings.mode}
            onChange={({ currentTarget: { value } }) =>
              setSettings({ ...settings, mode: value === "wipe" ? "wipe" : "beside" })
            }
          >
            <option value="beside">{COMPARE_STRINGS.beside}</option>
            <option value="wipe">{COMPARE_STRINGS.wipe}</option>
          </select>
        </label>
        <label class="tool-field">
          <span>{COMPARE_STRINGS.size}</span>
          <input
            type="range"
            min={MIN_SIZE}
            max={MAX_SIZE}
            step={20}
            value={size}
            onInput={({ currentTarget }) => setSize(Number(currentTarget.value))}
          />
        </label>
        {canZoom && <ZoomButtons {...shared} />}
      </div>
      {settings.mode === "wipe" ? (
        <PictureWipe {...{ runs, step, settings, ...shared }} onSettings={setSettings} />
      ) : (
        <div class="pictures-grid">
          {beside.map(({ run, figure }) => (
            <RunPicture
              key={run.dir}
              {...{ run, step, figure, ...shared }}
              colour={colours.get(run.dir) ?? ""}
            />
          ))}
        </div>
      )}
    </section>
  );
}

/** Enlarge all pictures, or show the whole of them. */
function ZoomButtons({ view, onView }: ViewProps) {
  return (
    <div class="zoom-buttons">
      <IconButton
        icon="zoom-out"
        label={COMPARE_STRINGS.zoomOut}
        disabled={view.scale === 1}
        onClick={() => onView(zoomed(view, 1 / ZOOM_STEP))}
      />
      <IconButton
        icon="zoom-in"
        label={COMPARE_STRINGS.zoomIn}
        onClick={() => onView(zoomed(view, ZOOM_STEP))}
      />
      <IconButton
        icon="screen-full"
        label={COMPARE_STRINGS.zoomReset}
        disabled={view.scale === 1}
        onClick={() => onView(WHOLE)}
      />
    </div>
  );
}

/** What a run's picture at a step shows, where that is drawn here: densities and points. */
function figureOf(
  { dir, pictures: steps }: ComparedRunView,
  step: number,
  pictures: ComparedPictures,
): Figure | undefined {
  const at = pictureAt(steps, step);
  const picture = at === undefined ? undefined : pictures.get(dir, at);
  return picture?.kind === "density" || picture?.kind === "scatter" ? picture : undefined;
}

interface RunPictureProps extends ViewProps {
  run: ComparedRunView;
  step: number;
  figure: Figure | undefined;
  size: number;
  colour: string;
}

/** The newest picture of a run that is not after the step. */
function RunPicture({ run, step, figure, size, colour, view, onView }: RunPictureProps) {
  const { label, pictures } = run;
  const at = pictureAt(pictures, step);
  return (
    <figure style={{ width: `${size}px` }}>
      <figcaption>
        <Swatch colour={colour} shape="solid" /> {label}
        <span class="hint">
          {at === undefined ? COMPARE_STRINGS.noPicture : COMPARE_STRINGS.at(formatCount(at))}
        </span>
      </figcaption>
      {figure && <RunFigure figure={figure} run={run.dir} />}
      {at !== undefined && !figure && (
        <PictureFrame label={COMPARE_STRINGS.framed(label)} {...{ view, onView }}>
          <FramedImage
            view={view}
            src={pictureAddress(run, at)}
            alt={COMPARE_STRINGS.samplesOf(label, formatCount(at))}
          />
        </PictureFrame>
      )}
    </figure>
  );
}

/** A figure drawn from its numbers, as on the page of the run. */
function RunFigure({ figure, run }: { figure: Figure; run: string }) {
  const [shown, setShown] = useState<readonly ScatterLayer[]>(SHOWN_AT_FIRST);
  if (figure.kind === "density") return <DensityView picture={figure} run={run} />;
  return <ScatterView picture={figure} shown={shown} onShow={setShown} />;
}

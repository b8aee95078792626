import type { FunctionComponent } from "preact";
import { useRef } from "preact/hooks";
import type { Figure, ImagesFigure } from "../../src/shared/run/figure";
import { DensityView } from "./density-figure";
import { useFigures, useKeptState } from "./page-context";
import { Picture } from "./picture";
import { Player } from "./player";
import { SCATTER_LAYERS, type ScatterLayer, ScatterView } from "./scatter-figure";
import { STRINGS } from "./strings";
import { placeOfKey, type Playing } from "./use-player";

/** What shows the samples of image data: the whole picture, or its tiles one by one. */
export interface ImagesProps {
  step: number;
  /** null: its layout is not known, but the picture can still be shown as it is. */
  figure: ImagesFigure | null;
  /** The address of a file of the run's samples. */
  sampleUri(file: string): string;
}

interface SamplesViewProps {
  /** The folder of the run. */
  run: string;
  player: Playing;
  sampleUri(file: string): string;
  /** By default the whole picture. */
  Images?: FunctionComponent<ImagesProps>;
}

/** The samples of a run at the step that its player chose, drawn as their kind asks for. */
export function SamplesView({ run, player, sampleUri, Images = Picture }: SamplesViewProps) {
  const [{ hiddenLayers }, setFigureSettings] = useKeptState("figures", restoreFigureSettings);
  const shown = useShownFigure(player.step);
  return (
    <div class="samples-view">
      <div
        class="stage"
        tabIndex={0}
        role="group"
        aria-label={STRINGS.samples}
        onKeyDown={(event) => {
          const place = placeOfKey(event.key, player);
          if (event.target !== event.currentTarget || place === undefined) return;
          event.preventDefault();
          player.choose(place);
        }}
      >
        {player.step === undefined && <p class="hint">{STRINGS.noSamples}</p>}
        {shown?.figure?.kind === "density" && <DensityView figure={shown.figure} run={run} />}
        {shown?.figure?.kind === "scatter" && (
          <ScatterView
            figure={shown.figure}
            hidden={hiddenLayers}
            onHide={(hidden) => setFigureSettings({ hiddenLayers: hidden })}
          />
        )}
        {shown && isImages(shown.figure) && (
          <Images step={shown.step} figure={shown.figure} sampleUri={sampleUri} />
        )}
      </div>
      <Player player={player} />
    </div>
  );
}

const isImages = (figure: Figure | null): figure is ImagesFigure | null =>
  figure === null || (figure.kind !== "density" && figure.kind !== "scatter");

interface ShownFigure {
  step: number;
  figure: Figure | null;
}

/** The figure of a step. Until it is here the last one stays, which is calmer than a blank. */
function useShownFigure(step: number | undefined): ShownFigure | undefined {
  const figures = useFigures();
  const shown = useRef<ShownFigure | undefined>(undefined);
  const figure = step === undefined ? undefined : figures.get(step);
  if (step === undefined) shown.current = undefined;
  else if (figure !== undefined) shown.current = { step, figure };
  return shown.current;
}

/** How a person wants figures to be drawn. */
interface FigureSettings {
  /** Layers of scatter figures that are hidden. */
  hiddenLayers: ScatterLayer[];
}

function restoreFigureSettings(kept: unknown): FigureSettings {
  const { hiddenLayers } = (typeof kept === "object" && kept !== null ? kept : {}) as {
    hiddenLayers?: unknown;
  };
  const names = Array.isArray(hiddenLayers) ? hiddenLayers : [];
  return { hiddenLayers: SCATTER_LAYERS.filter((layer) => names.includes(layer)) };
}

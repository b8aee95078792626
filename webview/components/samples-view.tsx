import type { FunctionComponent } from "preact";
import { useRef } from "preact/hooks";
import type { Picture, ImagesPicture } from "../../src/shared/run/picture";
import { DensityView } from "./density-view";
import { usePictures, useKeptState } from "./page-context";
import { ImagesView } from "./images-view";
import { Player } from "./player";
import { restoreLayers } from "./scatter-layers";
import { ScatterView } from "./scatter-view";
import { STRINGS } from "./strings";
import { placeOfKey, type Playing } from "./use-player";

/* The samples of a run, whatever they are, with the player that goes through them. */

/** What shows the samples of image data: the whole picture, or its tiles one by one. */
export interface ImagesProps {
  step: number;
  /** null: its layout is not known, but the picture can still be shown as it is. */
  picture: ImagesPicture | null;
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
export function SamplesView({ run, player, sampleUri, Images = ImagesView }: SamplesViewProps) {
  const [{ shownLayers }, setFigures] = useKeptState("figures", (kept) => ({
    shownLayers: restoreLayers(kept),
  }));
  const shown = useShownPicture(player.step);
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
        {shown?.picture?.kind === "density" && <DensityView picture={shown.picture} run={run} />}
        {shown?.picture?.kind === "scatter" && (
          <ScatterView
            key={run}
            picture={shown.picture}
            shown={shownLayers}
            onShow={(layers) => setFigures({ shownLayers: layers })}
          />
        )}
        {shown && isImages(shown.picture) && (
          <Images step={shown.step} picture={shown.picture} sampleUri={sampleUri} />
        )}
      </div>
      <Player player={player} />
    </div>
  );
}

const isImages = (picture: Picture | null): picture is ImagesPicture | null =>
  picture === null || (picture.kind !== "density" && picture.kind !== "scatter");

interface ShownPicture {
  step: number;
  picture: Picture | null;
}

/** The picture of a step. Until it is here the last one stays, which is calmer than a blank. */
function useShownPicture(step: number | undefined): ShownPicture | undefined {
  const pictures = usePictures();
  const shown = useRef<ShownPicture | undefined>(undefined);
  const picture = step === undefined ? undefined : pictures.get(step);
  if (step === undefined) shown.current = undefined;
  else if (picture !== undefined) shown.current = { step, picture };
  return shown.current;
}

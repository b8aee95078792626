import { useState } from "preact/hooks";
import { useKeptState } from "../components/page-context";
import { ImagesView, pixelScale } from "../components/images-view";
import type { ImagesProps } from "../components/samples-view";
import { STRINGS } from "../components/strings";
import { useWidth } from "../components/use-resize";
import { EnlargedSample } from "./enlarged-sample";
import { tileWidth, type Sheet } from "./sheet";
import { Tile } from "./tile";
import { useSheet } from "./use-sheet";

/** Between tiles, in CSS pixels; as in samples.css. */
const GAP = 6;
/** Tiles are enlarged until one is about this wide, in CSS pixels. */
const COMFORTABLE = 64;

/**
 * The samples one by one, each beside its nearest training example if the person wants that; a
 * click enlarges one.
 */
export function TilesView({ step, picture, sampleUri }: ImagesProps) {
  const [pairs, setPairs] = useKeptState("pairs", (kept) => kept !== false);
  const [enlarged, setEnlarged] = useState<number>();
  const [element, room] = useWidth();
  const sheet = useSheet(step, picture, sampleUri);
  return (
    <div ref={element} class="tiles-view">
      <label class="check" hidden={!picture?.nearest}>
        <input
          type="checkbox"
          checked={pairs}
          onChange={({ currentTarget }) => setPairs(currentTarget.checked)}
        />
        {STRINGS.withNearest}
      </label>
      {!picture && <ImagesView step={step} picture={picture} sampleUri={sampleUri} />}
      {picture && sheet && (
        <div class="tiles">
          {Array.from({ length: sheet.picture.layout.count }, (_, i) => (
            <Tile
              key={i}
              sheet={sheet}
              index={i}
              pair={pairs}
              scale={tileScale(sheet, pairs, room)}
              onClick={() => setEnlarged(i)}
            />
          ))}
        </div>
      )}
      {sheet && enlarged !== undefined && (
        <EnlargedSample
          sheet={sheet}
          index={enlarged}
          onIndex={setEnlarged}
          onClose={() => setEnlarged(undefined)}
        />
      )}
    </div>
  );
}

/** One whole factor for all tiles: large enough to be seen, small enough for the panel. */
function tileScale(sheet: Sheet, pair: boolean, room: number): number {
  const width = tileWidth(sheet, pair);
  const comfortable = COMFORTABLE * (width / sheet.picture.layout.tileWidth);
  const goal = Math.min(room, Math.max(comfortable, width / devicePixelRatio));
  return pixelScale(width, goal + GAP / 2);
}

import { useLayoutEffect, useRef } from "preact/hooks";
import { classOfSample } from "../../src/shared/run/picture";
import { formatNumber } from "../../src/shared/text/format";
import { STRINGS } from "../components/strings";
import { drawTile, type Sheet, tileLabel, tileWidth } from "./sheet";

interface TileProps {
  sheet: Sheet;
  index: number;
  /** Whether its nearest training example stands beside it. */
  pair: boolean;
  /** CSS pixels for each of its pixels. */
  scale: number;
  onClick(): void;
}

/** One sample of a picture; a click enlarges it. */
export function Tile({ sheet, index, pair, scale, onClick }: TileProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (canvas.current) drawTile(canvas.current, sheet, index, pair);
  }, [sheet, index, pair]);
  const { picture } = sheet;
  const distance = pair ? picture.nearest?.[index]?.distance : undefined;
  const caption = [
    classOfSample(picture, index),
    distance === undefined ? undefined : STRINGS.distance(formatNumber(distance, 3)),
  ];
  const label = tileLabel(sheet, index, pair);
  return (
    <button type="button" class="tile" title={label} aria-label={label} onClick={onClick}>
      <canvas
        ref={canvas}
        class="pixelated"
        style={{
          width: `${tileWidth(sheet, pair) * scale}px`,
          height: `${picture.layout.tileHeight * scale}px`,
        }}
      />
      <span class="hint">{caption.filter((part) => part !== undefined).join(" · ")}</span>
    </button>
  );
}

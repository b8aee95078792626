import { useLayoutEffect, useRef } from "preact/hooks";
import { placeByKey } from "../../src/shared/grid-place";
import type { DrawnImages } from "../../src/shared/protocol/explore";
import { gridSize, tileOrigin } from "../../src/shared/run/picture";
import { pixelScale } from "../components/images-view";
import { useWidth } from "../components/use-resize";
import { LATENTS_STRINGS } from "./latents-strings";

interface PickGridProps {
  figure: DrawnImages;
  /** Samples are counted from 1. */
  chosen: number;
  picked: readonly number[];
  /** What a sample is called. */
  nameOf(sample: number): string;
  onChoose(sample: number): void;
  onPick(sample: number): void;
}

/** The largest share of the window's height that the grid takes. */
const TALLEST = 0.7;

/** Samples that are pictures in their grid. One is chosen, any number are picked. */
export function PickGrid({ figure, chosen, picked, nameOf, onChoose, onPick }: PickGridProps) {
  const { layout } = figure;
  const [element, room] = useWidth();
  const { width, height } = gridSize(layout);
  const tallest = Math.max(260, innerHeight * TALLEST);
  const scale = Math.min(pixelScale(width, room), pixelScale(height, tallest));
  const keyPressed = (event: KeyboardEvent) => {
    if (event.key === " ") {
      event.preventDefault();
      return onPick(chosen);
    }
    const { columns, rows, count } = layout;
    const at = { row: Math.floor((chosen - 1) / columns), column: (chosen - 1) % columns };
    const pressed = { key: event.key, ctrl: event.ctrlKey, page: rows };
    const place = placeByKey(at, pressed, { rows, columns });
    if (!place || place.row < 0) return undefined;
    event.preventDefault();
    return onChoose(Math.min(count, place.row * columns + place.column + 1));
  };
  return (
    <div ref={element} class="pick-room">
      {room > 0 && (
        <div
          class="pick-grid"
          role="listbox"
          aria-label={LATENTS_STRINGS.samples}
          aria-multiselectable="true"
          onKeyDown={keyPressed}
          style={{ width: `${width * scale}px`, height: `${height * scale}px` }}
        >
          <img class="pixelated" src={addressOf(figure)} alt="" />
          {Array.from({ length: layout.count }, (_, i) => (
            <Pick
              key={i}
              name={nameOf(i + 1)}
              place={picked.indexOf(i + 1) + 1}
              isChosen={chosen === i + 1}
              style={placeOf(figure, i, scale)}
              onClick={(event) => {
                if (event.ctrlKey || event.metaKey || event.shiftKey) onPick(i + 1);
                else onChoose(i + 1);
              }}
            />
          ))}
        </div>
      )}
    </div>
  );
}

export const addressOf = ({ png }: DrawnImages): string => `data:image/png;base64,${png}`;

function placeOf({ layout }: DrawnImages, i: number, scale: number): Record<string, string> {
  const { left, top } = tileOrigin(layout, i);
  return {
    left: `${left * scale}px`,
    top: `${top * scale}px`,
    width: `${layout.tileWidth * scale}px`,
    height: `${layout.tileHeight * scale}px`,
  };
}

interface PickProps {
  name: string;
  /** The how manieth picked one it is; 0: it is not picked. */
  place: number;
  isChosen: boolean;
  style: Record<string, string>;
  onClick(event: MouseEvent): void;
}

/** The place of a sample over the picture of all. The chosen one has the focus where any has. */
function Pick({ name, place, isChosen, style, onClick }: PickProps) {
  const element = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    const { current } = element;
    if (isChosen && current?.parentElement?.contains(document.activeElement)) current.focus();
  }, [isChosen]);
  const label = place > 0 ? LATENTS_STRINGS.pickedNumber(name, place) : name;
  return (
    <button
      ref={element}
      type="button"
      role="option"
      class="pick"
      title={label}
      aria-label={label}
      aria-selected={place > 0}
      aria-current={isChosen || undefined}
      tabIndex={isChosen ? 0 : -1}
      style={style}
      onClick={onClick}
    >
      {place > 0 && <span class="pick-number">{place}</span>}
    </button>
  );
}

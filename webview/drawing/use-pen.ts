import type { RefObject } from "preact";
import { useRef, useState } from "preact/hooks";
import type { DrawnKind, DrawnRow } from "../../src/shared/drawn/drawn-file";
import { type Plot, pointAt } from "../components/scatter-drawing";
import { afterStroke, CURVE_PLACES, type Pen, type Place, type Sheet } from "./pen";

/* The pointer and the keys as a pen. */

/** So many times as far a key moves the cursor with Shift. */
const FAR = 10;

interface PenOptions {
  kind: DrawnKind;
  rows: readonly DrawnRow[];
  pen: Pen;
  sheet: Sheet;
  element: RefObject<HTMLElement | null>;
  /** Where the plot lies on the element; undefined before it is drawn. */
  plot(): Plot | undefined;
  /** Called when a stroke is over. */
  onRows(rows: readonly DrawnRow[]): void;
}

interface UsedPen {
  /** The drawing, with the stroke that is being made. */
  shown: readonly DrawnRow[];
  /** Where the pointer or the cursor of the keys is. */
  cursor: Place | undefined;
  /** Whether the keys have moved it, so that a screen reader is to be told. */
  byKeys: boolean;
  /** For the element around the canvas. */
  handlers: {
    onPointerDown(event: PointerEvent): void;
    onPointerMove(event: PointerEvent): void;
    onPointerUp(event: PointerEvent): void;
    onPointerCancel(): void;
    onPointerLeave(): void;
    onKeyDown(event: KeyboardEvent): void;
    onBlur(): void;
  };
}

export function usePen(options: PenOptions): UsedPen {
  const { kind, rows, pen, sheet, element, onRows } = options;
  /** Places come faster than the page is drawn. */
  const path = useRef<readonly Place[]>(undefined);
  const [shownPath, setShownPath] = useState<readonly Place[]>();
  const [cursor, setCursor] = useState<{ at: Place; byKeys: boolean }>();
  /** Where the keys drew last, from which a curve goes on. */
  const [last, setLast] = useState<Place>();
  const after = (stroke: readonly Place[], used = pen) =>
    afterStroke(kind, rows, stroke, { pen: used, sheet });
  const setPath = (next: readonly Place[] | undefined) => {
    path.current = next;
    setShownPath(next);
  };
  const pressed = keysOf({ kind, sheet, last, at: cursor?.at ?? middleOf(sheet) });
  return {
    shown: shownPath ? after(shownPath) : rows,
    cursor: cursor?.at,
    byKeys: cursor?.byKeys ?? false,
    handlers: {
      onPointerDown(event) {
        const at = placeUnder(event, options);
        if (!at || event.button !== 0) return;
        element.current?.setPointerCapture(event.pointerId);
        setPath([at]);
        setCursor({ at, byKeys: false });
      },
      onPointerMove(event) {
        const at = placeUnder(event, options);
        if (!at) return;
        setCursor({ at, byKeys: false });
        if (path.current) setPath([...path.current, at]);
      },
      onPointerUp() {
        const { current } = path;
        if (!current) return;
        setPath(undefined);
        setLast(undefined);
        onRows(after(current));
      },
      onPointerCancel: () => setPath(undefined),
      onPointerLeave: () => setCursor(undefined),
      onBlur() {
        setCursor(undefined);
        setLast(undefined);
      },
      onKeyDown(event) {
        const made = pressed(event);
        if (!made || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        event.stopPropagation();
        setCursor({ at: made.at, byKeys: true });
        if (!made.stroke) return;
        setLast(made.tool === "draw" ? made.at : undefined);
        onRows(after(made.stroke, { ...pen, tool: made.tool ?? pen.tool }));
      },
    },
  };
}

/** Where a pointer is; undefined before the sheet is drawn. */
function placeUnder(
  event: PointerEvent,
  { sheet, element, plot }: Pick<PenOptions, "sheet" | "element" | "plot">,
): Place | undefined {
  const box = element.current?.getBoundingClientRect();
  const here = plot();
  if (!box || !here) return undefined;
  return onto(sheet, pointAt(here, event.clientX - box.left, event.clientY - box.top));
}

interface Keys {
  kind: DrawnKind;
  sheet: Sheet;
  /** Where the cursor is. */
  at: Place;
  last: Place | undefined;
}

/** What a key makes: the cursor's place, and a stroke where it draws or erases. */
interface Pressed {
  at: Place;
  stroke?: readonly Place[];
  tool?: Pen["tool"];
}

const keysOf =
  ({ kind, sheet, at, last }: Keys) =>
  ({ key, shiftKey }: KeyboardEvent): Pressed | undefined => {
    const { xMin, xMax, yMin, yMax } = sheet;
    const far = (shiftKey ? FAR : 1) / CURVE_PLACES;
    const move = (dx: number, dy: number): Pressed => ({
      at: onto(sheet, [at[0] + dx * far * (xMax - xMin), at[1] + dy * far * (yMax - yMin)]),
    });
    switch (key) {
      case "ArrowLeft":
        return move(-1, 0);
      case "ArrowRight":
        return move(1, 0);
      case "ArrowUp":
        return move(0, 1);
      case "ArrowDown":
        return move(0, -1);
      case "Enter":
      case " ":
        return { at, tool: "draw", stroke: kind === "curve" && last ? [last, at] : [at] };
      case "Delete":
      case "Backspace":
        return { at, tool: "erase", stroke: [at] };
      default:
        return undefined;
    }
  };

const middleOf = ({ xMin, xMax, yMin, yMax }: Sheet): Place => [
  (xMin + xMax) / 2,
  (yMin + yMax) / 2,
];

/** The place of the sheet that is nearest. */
const onto = ({ xMin, xMax, yMin, yMax }: Sheet, [x, y]: Place): Place => [
  Math.min(xMax, Math.max(xMin, x)),
  Math.min(yMax, Math.max(yMin, y)),
];

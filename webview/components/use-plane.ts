import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { moved, zoomedAbout } from "./plane";
import { isInside, type Plot, pointAt, type Square } from "./scatter-drawing";
import type { Point } from "./scatter-reading";
import { notchesOf } from "./wheel";

/* The part of the plane that a person looks at, and the place at which they point. */

/** One press of a key, or one notch of a wheel. */
const ZOOM = 1.25;
/** Cells that the arrow keys move the cursor by, alone and with Shift. */
const STEPS = { one: 1, many: 6 };

export interface Plane {
  shown: Square;
  zoomed: boolean;
  /** Where the pointer or the cursor of the keys is. */
  cursor: Point | undefined;
  /** Whether the keys have moved it, so that a screen reader is to be told. */
  byKeys: boolean;
  showAll(): void;
  /** For the element around the canvas. */
  handlers: {
    onPointerDown(event: PointerEvent): void;
    onPointerMove(event: PointerEvent): void;
    onPointerUp(event: PointerEvent): void;
    onPointerLeave(): void;
    onDblClick(): void;
    onKeyDown(event: KeyboardEvent): void;
    onBlur(): void;
  };
}

interface PlaneOptions {
  /** All that there is to see, in `columns` cells along x. */
  all: Square & { columns: number; rows: number };
  element: RefObject<HTMLElement | null>;
  /** Where the plot lies on the element; undefined before it is drawn. */
  plot(): Plot | undefined;
}

export function usePlane({ all, element, plot }: PlaneOptions): Plane {
  const [part, setPart] = useState<Square>();
  const [cursor, setCursor] = useState<{ at: Point; byKeys: boolean }>();
  const shown = part ?? all;
  const show = (next: Square) => setPart(next === all ? undefined : next);
  const showAll = () => setPart(undefined);
  const zoomAt = (at: Point, factor: number) => show(zoomedAbout(shown, all, factor, at));
  const pointOf = (event: MouseEvent): Point | undefined => {
    const box = element.current?.getBoundingClientRect();
    const here = plot();
    if (!box || !here) return undefined;
    return pointAt(here, event.clientX - box.left, event.clientY - box.top);
  };
  useWheel(element, (event) => {
    const at = pointOf(event);
    if (!event.ctrlKey || !at) return;
    event.preventDefault();
    zoomAt(at, ZOOM ** -notchesOf(event));
  });
  /** The point of the plane that is being dragged. */
  const held = useRef<Point>(undefined);
  const at = cursor?.at ?? middle(shown);
  const byKeys = (next: Point) => setCursor({ at: next, byKeys: true });
  const actions = keyActions({ at, shown, cells: all, byKeys, zoomAt, showAll });
  return {
    shown,
    zoomed: part !== undefined,
    cursor: cursor?.at,
    byKeys: cursor?.byKeys ?? false,
    showAll,
    handlers: {
      onPointerDown(event) {
        held.current = part && pointOf(event);
        if (held.current) element.current?.setPointerCapture(event.pointerId);
      },
      onPointerMove(event) {
        const to = pointOf(event);
        if (!to) return;
        if (held.current)
          return show(moved(shown, all, held.current[0] - to[0], held.current[1] - to[1]));
        setCursor(isInside(shown, ...to) ? { at: to, byKeys: false } : undefined);
      },
      onPointerUp() {
        held.current = undefined;
      },
      onPointerLeave: () => setCursor(undefined),
      onBlur: () => setCursor(undefined),
      onDblClick: showAll,
      onKeyDown(event) {
        const act = actions[event.key];
        if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        event.stopPropagation();
        act(event.shiftKey ? STEPS.many : STEPS.one);
      },
    },
  };
}

/** Hears the wheel. A listener that may keep the page from zooming has to be set by hand. */
function useWheel(
  element: RefObject<HTMLElement | null>,
  onWheel: (event: WheelEvent) => void,
): void {
  const latest = useRef(onWheel);
  latest.current = onWheel;
  useEffect(() => {
    const own = element.current;
    const turn = (event: WheelEvent) => latest.current(event);
    own?.addEventListener("wheel", turn, { passive: false });
    return () => own?.removeEventListener("wheel", turn);
  }, [element]);
}

interface KeyActions {
  /** The place that the keys go on from. */
  at: Point;
  shown: Square;
  cells: { columns: number; rows: number };
  byKeys(at: Point): void;
  zoomAt(at: Point, factor: number): void;
  showAll(): void;
}

/** What each key does; `steps`: so many cells. */
function keyActions({
  at,
  shown,
  cells,
  byKeys,
  zoomAt,
  showAll,
}: KeyActions): Record<string, ((steps: number) => void) | undefined> {
  const { xMin, xMax, yMin, yMax } = shown;
  const move = (dx: number, dy: number) =>
    byKeys([
      within(at[0] + (dx * (xMax - xMin)) / cells.columns, xMin, xMax),
      within(at[1] + (dy * (yMax - yMin)) / cells.rows, yMin, yMax),
    ]);
  return {
    ArrowLeft: (steps) => move(-steps, 0),
    ArrowRight: (steps) => move(steps, 0),
    ArrowUp: (steps) => move(0, steps),
    ArrowDown: (steps) => move(0, -steps),
    "+": () => zoomAt(at, ZOOM),
    "=": () => zoomAt(at, ZOOM),
    "-": () => zoomAt(at, 1 / ZOOM),
    "0": showAll,
  };
}

const middle = ({ xMin, xMax, yMin, yMax }: Square): Point => [
  (xMin + xMax) / 2,
  (yMin + yMax) / 2,
];

const within = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));

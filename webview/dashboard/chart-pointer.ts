import { notchesOf } from "../components/wheel";
import type { Range } from "./chart-data";

/* Mouse and keyboard on a chart: cursor, zoom and selection. */

/** The plot of a chart inside its element, in CSS pixels, and what it shows. */
export interface PlotArea {
  left: number;
  right: number;
  top: number;
  bottom: number;
  x: Range;
  /** Between two rows, in units of x, on average. */
  spacing: number;
}

export interface PointerHandlers {
  /** The cursor stands at this x, or nowhere. `keyboard`: moved there by keys. */
  onCursor(x: number | undefined, keyboard: boolean): void;
  /** The person wants to see this range; undefined: everything. */
  onRange(range: Range | undefined): void;
}

const ZOOM_STEP = 1.3;
/** A drag shorter than this is a click. */
const SHORTEST_DRAG = 4;

/**
 * Zoom and cursor of a chart by mouse and keys. They are told in units of the x axis, so that all
 * charts can follow.
 */
export class ChartPointer {
  #dragFrom: number | undefined;
  #cursor: number | undefined;
  /** Where the mouse is: what lies there changes when the axis moves. */
  #mouse: MouseEvent | undefined;

  /** @param selection lies over what the person is dragging across */
  constructor(
    private readonly surface: HTMLElement,
    private readonly selection: HTMLElement,
    private readonly area: () => PlotArea | undefined,
    private readonly handlers: PointerHandlers,
  ) {
    surface.addEventListener("pointermove", (event) => this.#move(event));
    surface.addEventListener("pointerleave", () => this.#setCursor(undefined, false));
    surface.addEventListener("pointerdown", (event) => this.#down(event));
    surface.addEventListener("pointerup", (event) => this.#up(event));
    surface.addEventListener("pointercancel", () => this.#endDrag());
    surface.addEventListener("dblclick", () => handlers.onRange(undefined));
    surface.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    surface.addEventListener("keydown", (event) => this.#key(event));
    surface.addEventListener("blur", () => this.#setCursor(undefined, true));
  }

  /**
   * The axis or the values have moved: the cursor stays under the mouse, or at the step that keys
   * have chosen.
   */
  refresh(): void {
    const area = this.area();
    if (!area || this.#cursor === undefined) return;
    this.#cursor = this.#mouse
      ? valueAt(area, this.#pixel(this.#mouse, area))
      : Math.min(area.x.max, Math.max(area.x.min, this.#cursor));
    this.handlers.onCursor(this.#cursor, false);
  }

  #setCursor(x: number | undefined, keyboard: boolean): void {
    this.#cursor = x;
    if (keyboard || x === undefined) this.#mouse = undefined;
    this.handlers.onCursor(x, keyboard);
  }

  /** Pixels from the surface's left edge, kept inside the plot. */
  #pixel(event: MouseEvent, area: PlotArea): number {
    return Math.min(
      area.right,
      Math.max(area.left, event.clientX - this.surface.getBoundingClientRect().left),
    );
  }

  #move(event: PointerEvent): void {
    const area = this.area();
    if (!area) return;
    const pixel = this.#pixel(event, area);
    this.#mouse = event;
    this.#setCursor(valueAt(area, pixel), false);
    if (this.#dragFrom === undefined) return;
    const left = Math.min(pixel, this.#dragFrom);
    const width = Math.abs(pixel - this.#dragFrom);
    this.selection.hidden = width < SHORTEST_DRAG;
    Object.assign(this.selection.style, {
      left: `${left}px`,
      width: `${width}px`,
      top: `${area.top}px`,
      height: `${area.bottom - area.top}px`,
    });
  }

  #down(event: PointerEvent): void {
    const area = this.area();
    if (!area || event.button !== 0) return;
    this.#dragFrom = this.#pixel(event, area);
    this.surface.setPointerCapture(event.pointerId);
  }

  #up(event: PointerEvent): void {
    const area = this.area();
    const from = this.#dragFrom;
    this.#endDrag();
    if (!area || from === undefined) return;
    const to = this.#pixel(event, area);
    if (Math.abs(to - from) < SHORTEST_DRAG) return;
    this.handlers.onRange({
      min: valueAt(area, Math.min(from, to)),
      max: valueAt(area, Math.max(from, to)),
    });
  }

  #endDrag(): void {
    this.#dragFrom = undefined;
    this.selection.hidden = true;
  }

  /** The plain wheel scrolls the page, as everywhere. */
  #wheel(event: WheelEvent): void {
    const area = this.area();
    if (!area || !(event.ctrlKey || event.metaKey || event.shiftKey)) return;
    event.preventDefault();
    const turn = notchesOf(event);
    if (event.shiftKey) this.handlers.onRange(shifted(area.x, 0.1 * turn));
    else
      this.handlers.onRange(
        zoomed(area.x, ZOOM_STEP ** turn, valueAt(area, this.#pixel(event, area))),
      );
  }

  #key(event: KeyboardEvent): void {
    const area = this.area();
    if (!area || event.ctrlKey || event.metaKey || event.altKey) return;
    const { min, max } = area.x;
    const step = Math.max((max - min) / 100, area.spacing);
    const at = this.#cursor ?? (min + max) / 2;
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (direction !== undefined) {
      if (event.shiftKey) this.handlers.onRange(shifted(area.x, 0.1 * direction));
      else this.#setCursor(Math.min(max, Math.max(min, at + direction * step)), true);
    } else if (event.key === "+" || event.key === "=")
      this.handlers.onRange(zoomed(area.x, 1 / ZOOM_STEP, at));
    else if (event.key === "-") this.handlers.onRange(zoomed(area.x, ZOOM_STEP, at));
    else if (event.key === "0") this.handlers.onRange(undefined);
    else if (event.key === "Escape") this.#setCursor(undefined, true);
    else return;
    event.preventDefault();
  }
}

function valueAt(area: PlotArea, pixel: number): number {
  return area.x.min + ((pixel - area.left) / (area.right - area.left)) * (area.x.max - area.x.min);
}

function zoomed({ min, max }: Range, factor: number, at: number): Range {
  return { min: at - (at - min) * factor, max: at + (max - at) * factor };
}

function shifted({ min, max }: Range, share: number): Range {
  const by = (max - min) * share;
  return { min: min + by, max: max + by };
}

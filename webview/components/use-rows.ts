import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { GridPlace } from "../../src/shared/grid-place";
import { useResize } from "./use-resize";

/** In CSS pixels; as in grid.css. */
export const ROW_HEIGHT = 24;
/** Rows that are drawn beyond the edges, so that scrolling shows no gap. */
const BEYOND = 8;

export interface RowsInView {
  first: number;
  end: number;
  /** How many rows fit. */
  page: number;
  follow(): void;
}

/** Which rows a scrolled element shows. */
export function useRowsInView(
  scroller: { current: HTMLElement | null },
  count: number,
): RowsInView {
  const [{ top, height }, setView] = useState({ top: 0, height: 0 });
  const follow = () => {
    const { scrollTop = 0, clientHeight = 0 } = scroller.current ?? {};
    setView({ top: Math.floor(scrollTop / ROW_HEIGHT), height: clientHeight });
  };
  useResize(scroller, follow);
  const page = Math.max(1, Math.floor(height / ROW_HEIGHT) - 1);
  return {
    first: Math.max(0, Math.min(top, count) - BEYOND),
    end: Math.min(count, top + page + BEYOND),
    page,
    follow,
  };
}

/** The numbers of the rows to draw: those in view, and one more that keeps the focus. */
export function withRow({ first, end }: RowsInView, row: number, count: number): number[] {
  const rows = Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
  return row >= 0 && row < count && !rows.includes(row) ? [...rows, row] : rows;
}

/**
 * Gives the focus to the cell to which a key moved it, and scrolls it into view.
 *
 * @returns what is called when a key moves it
 */
export function useFocusMove(
  scroller: { current: HTMLElement | null },
  place: GridPlace,
): () => void {
  const wanted = useRef(false);
  useLayoutEffect(() => {
    if (!wanted.current) return;
    wanted.current = false;
    const cell = scroller.current?.querySelector<HTMLElement>('[tabindex="0"]');
    cell?.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [place]);
  return () => {
    wanted.current = true;
  };
}

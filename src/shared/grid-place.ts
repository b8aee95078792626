/* The cell of a grid that has the focus, as keys move it. */

export interface GridPlace {
  /** -1 is the head. */
  row: number;
  column: number;
}

/** Where a key leads in a grid of so many rows and columns; undefined where it means nothing. */
export function placeByKey(
  { row, column: at }: GridPlace,
  { key, ctrl, page }: { key: string; ctrl: boolean; page: number },
  { rows, columns }: { rows: number; columns: number },
): GridPlace | undefined {
  const last = { row: rows - 1, column: columns - 1 };
  const bound = (place: GridPlace): GridPlace => ({
    row: Math.max(-1, Math.min(last.row, place.row)),
    column: Math.max(0, Math.min(last.column, place.column)),
  });
  const places: Record<string, GridPlace> = {
    ArrowUp: { row: row - 1, column: at },
    ArrowDown: { row: row + 1, column: at },
    ArrowLeft: { row, column: at - 1 },
    ArrowRight: { row, column: at + 1 },
    PageUp: { row: Math.max(0, row - page), column: at },
    PageDown: { row: row + page, column: at },
    Home: ctrl ? { row: 0, column: 0 } : { row, column: 0 },
    End: ctrl ? last : { row, column: last.column },
  };
  const place = places[key];
  return place && bound(place);
}

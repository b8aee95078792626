import assert from "node:assert/strict";
import {
  type LabelPlace,
  placeLabels,
  type WantedLabel,
} from "../../../webview/dashboard/label-places";

const ROOM = { left: 0, right: 300, rows: 2 };

describe("labels above a chart", () => {
  it("stand right of their lines, one row below the other where they would meet", () => {
    assert.deepEqual(
      placeLabels(
        [
          { x: 20, width: 100 },
          { x: 60, width: 80 },
          { x: 200, width: 90 },
        ],
        ROOM,
      ),
      [
        { row: 0, side: "right", width: 100 },
        { row: 1, side: "right", width: 80 },
        { row: 0, side: "right", width: 90 },
      ],
    );
  });

  it("stand left of a line at the right end", () => {
    assert.deepEqual(placeLabels([{ x: 280, width: 90 }], ROOM), [
      { row: 0, side: "left", width: 90 },
    ]);
  });

  it("are cut where no side has room for all of them, rather than crossed by a line", () => {
    const places = placeLabels(
      [
        { x: 120, width: 160 },
        { x: 190, width: 150 },
      ],
      ROOM,
    );
    assert.deepEqual(places, [
      { row: 0, side: "right", width: 160 },
      { row: 1, side: "right", width: 110 },
    ]);
  });

  it("are left out where hardly any of them has room", () => {
    const places = placeLabels(
      [0, 10, 20, 30].map((x) => ({ x, width: 120 })),
      ROOM,
    );
    assert.deepEqual(
      places.map((place) => place?.row),
      [0, 1, undefined, undefined],
    );
  });

  it("neither meet each other nor lie on another line, however many there are", () => {
    let seed = 1;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    for (let round = 0; round < 200; round++) {
      const labels = Array.from({ length: 12 }, () => ({
        x: Math.round(random() * 300),
        width: 40 + Math.round(random() * 120),
      }));
      assertApart(labels, placeLabels(labels, ROOM));
    }
  });
});

/** That no label shares room with another or with a line; of two lines at one place one counts. */
function assertApart(labels: readonly WantedLabel[], places: readonly (LabelPlace | undefined)[]) {
  const drawn = labels.map(({ x }, i) => {
    const place = places[i];
    if (!place) return { x, row: ROOM.rows, left: x, right: x };
    const left = place.side === "right" ? x : x - place.width;
    return { x, row: place.row, left, right: left + place.width };
  });
  for (const [i, a] of drawn.entries())
    for (const [j, b] of drawn.entries()) {
      if (i === j) continue;
      const said = JSON.stringify([a, b]);
      assert.ok(a.row !== b.row || a.right <= b.left || b.right <= a.left, said);
      const crossed = b.row <= a.row && b.x > a.left && b.x < a.right;
      assert.ok(!crossed, said);
      assert.ok(a.left >= ROOM.left && a.right <= ROOM.right, said);
    }
}

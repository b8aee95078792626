import type { DataOf } from "../experiment/schema";

/*
 * The 2-D sources that are curves with round Gaussian noise: places along each, for integrals over
 * it. `drawSynthetic` draws the same places at random.
 */

export type Curve = DataOf<"spiral" | "swissRoll" | "twoMoons" | "circles" | "line">;

type Point = [x: number, y: number];

/** Curves of which a point is as likely to be on one as on another. */
interface Arcs {
  count: number;
  /** The place at the share u of an arc's probability, u in [0, 1]. */
  at(u: number, arc: number): Point;
}

/** Places on all curves of a source together, where it has no more curves than that. */
const PLACES = 4_000;

/**
 * The nodes of the midpoint rule: equally likely places along the curves of a source, the noise
 * left out. A mean over the source is the mean over these places, each with the noise about it. In
 * a cell it is exact to about one part of the places that are in it or as near as the noise is wide.
 */
export function curvePoints(data: Curve): Point[] {
  const { count, at } = arcsOf(data);
  const places = Math.ceil(PLACES / count);
  return Array.from({ length: count * places }, (_, i) =>
    at(((i % places) + 0.5) / places, Math.floor(i / places)),
  );
}

function arcsOf(data: Curve): Arcs {
  switch (data.source) {
    case "spiral": {
      const { turns, arms, radius } = data;
      return {
        count: arms,
        at(u, arm) {
          const root = Math.sqrt(u);
          const angle = 2 * Math.PI * (turns * root + arm / arms);
          return polar(radius * root, angle);
        },
      };
    }
    case "swissRoll":
      return {
        count: 1,
        at(u) {
          const t = 1.5 * Math.PI * (2 * u + 1);
          return polar((data.radius * t) / (4.5 * Math.PI), t);
        },
      };
    case "twoMoons":
      return {
        count: 2,
        at(u, moon) {
          const [x, y] = polar(1, Math.PI * u);
          return moon === 0 ? [x, y] : [1 - x, 0.5 - y];
        },
      };
    case "circles":
      return {
        count: data.circles,
        at: (u, circle) => polar((data.radius * (circle + 1)) / data.circles, 2 * Math.PI * u),
      };
    case "line": {
      const [x, y] = data.from;
      const [toX, toY] = data.to;
      return { count: 1, at: (u) => [x + u * (toX - x), y + u * (toY - y)] };
    }
  }
}

const polar = (radius: number, angle: number): Point => [
  radius * Math.cos(angle),
  radius * Math.sin(angle),
];

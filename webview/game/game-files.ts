import type { GameColours } from "../../src/shared/charts/game-charts";
import type { GameSpectrum, PathPoint } from "../../src/shared/game";
import type { Theme } from "../components/theme";

/* The game as tables in files, and its colours in the page. */

export const gameColours = ({ generator, discriminator, foreground, muted, grid }: Theme) =>
  ({
    generator,
    discriminator,
    game: foreground,
    muted,
    grid,
    frame: grid,
  }) satisfies GameColours;

/** A row for each eigenvalue. */
export function eigenvaluesCsv({ jacobian, hessians }: GameSpectrum): string {
  const matrices = {
    jacobian,
    generatorHessian: hessians.generator,
    discriminatorHessian: hessians.discriminator,
  };
  const rows = Object.entries(matrices).flatMap(([matrix, values]) =>
    values.map(({ re, im, residual }) => [matrix, re, im, residual]),
  );
  return csv([["matrix", "re", "im", "residual"], ...rows]);
}

/** A row for each point, with the names that `gan diagnose --game --json` has. */
export function pathCsv(points: readonly PathPoint[]): string {
  const columns = ["alpha", "cosine", "along", "norm", "generator", "discriminator"] as const;
  return csv([columns, ...points.map((point) => columns.map((name) => point[name]))]);
}

const csv = (rows: readonly (readonly (string | number | null)[])[]): string =>
  `${rows.map((row) => row.map((value) => value ?? "").join(",")).join("\n")}\n`;

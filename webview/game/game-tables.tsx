import type { GameSpectrum, PathPoint } from "../../src/shared/game";
import { Table } from "../components/table";
import { GAME_STRINGS } from "./game-strings";
import { numberText } from "./number-text";

/** The eigenvalues as numbers, the largest of each matrix first. */
export function EigenvalueTable({ spectrum: { jacobian, hessians } }: { spectrum: GameSpectrum }) {
  const matrices = { jacobian, ...hessians };
  const names = Object.keys(GAME_STRINGS.matrices) as (keyof typeof matrices)[];
  return (
    <div class="table-scroll">
      <Table
        columns={[
          { title: GAME_STRINGS.matrix },
          { title: GAME_STRINGS.real, number: true },
          { title: GAME_STRINGS.imaginary, number: true },
          { title: GAME_STRINGS.residual, number: true },
        ]}
      >
        {names.map((name) =>
          matrices[name].map(({ re, im, residual }, i) => (
            <tr key={`${name} ${i}`}>
              <th scope="row">{GAME_STRINGS.matrices[name]}</th>
              <td class="number">{numberText(re)}</td>
              <td class="number">{im === 0 ? "0" : numberText(im)}</td>
              <td class="number">{residual.toExponential(0)}</td>
            </tr>
          )),
        )}
      </Table>
    </div>
  );
}

/** The points of a path as numbers. */
export function PathTable({ points }: { points: readonly PathPoint[] }) {
  const { alpha, cosine, norm, lossG, lossD } = GAME_STRINGS;
  return (
    <div class="table-scroll">
      <Table
        columns={[alpha, cosine, norm, lossG, lossD].map((title) => ({ title, number: true }))}
      >
        {points.map((point) => (
          <tr key={point.alpha}>
            <td class="number">{point.alpha.toFixed(2)}</td>
            <td class="number">{numberText(point.cosine)}</td>
            <td class="number">{numberText(point.norm)}</td>
            <td class="number">{numberText(point.generator)}</td>
            <td class="number">{numberText(point.discriminator)}</td>
          </tr>
        ))}
      </Table>
    </div>
  );
}

import type { ComparedRunView } from "../../src/shared/compare/compared-runs";
import type {
  ComparableRow,
  ComparedFigure,
  Comparison,
  FigureComparison,
} from "../../src/shared/evaluation/comparison";
import { figureTitle, formatFigure } from "../../src/shared/evaluation/figures";
import { describeProvenance } from "../../src/shared/evaluation/provenance";
import { formatCount } from "../../src/shared/text/format";
import { describeValue } from "../../src/shared/text/setting";
import { Swatch } from "../components/swatch";
import { COMPARE_STRINGS } from "./compare-strings";

interface TablesProps {
  comparison: Comparison;
  runs: readonly ComparedRunView[];
  /** The colour of each run, by its folder. */
  colours: ReadonlyMap<string, string>;
}

/** The settings in which the configs differ. */
export function DifferingSettings({ comparison: { changed }, runs, colours }: TablesProps) {
  return (
    <section class="compare-section" aria-label={COMPARE_STRINGS.settings}>
      <h2>{COMPARE_STRINGS.settings}</h2>
      {changed.length === 0 ? (
        <p class="hint">{COMPARE_STRINGS.sameSettings}</p>
      ) : (
        <div class="table-scroll">
          <table>
            <Heads first={COMPARE_STRINGS.setting} {...{ runs, colours }} />
            <tbody>
              {changed.map(({ key, values }) => (
                <tr key={key}>
                  <th scope="row">
                    <SettingPath path={key} />
                  </th>
                  {values.map((value, i) => (
                    <td key={runs[i]?.dir}>{value === undefined ? "–" : describeValue(value)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** It goes on in the next line after a dot, if it must. */
function SettingPath({ path }: { path: string }) {
  const [first, ...others] = path.split(".");
  return (
    <>
      {first}
      {others.map((part) => (
        <>
          .<wbr />
          {part}
        </>
      ))}
    </>
  );
}

/** Last and best figures; those that depend on different things stand in rows of their own. */
export function Figures({ comparison: { measures }, runs, colours }: TablesProps) {
  return (
    <section class="compare-section" aria-label={COMPARE_STRINGS.figures}>
      <h2>{COMPARE_STRINGS.figures}</h2>
      {measures.length === 0 ? (
        <p class="hint">{COMPARE_STRINGS.noFigures}</p>
      ) : (
        <div class="table-scroll">
          <table>
            <Heads first={COMPARE_STRINGS.figure} {...{ runs, colours }} />
            <tbody>
              {measures.flatMap((measure) =>
                measure.rows.map((row, i) => (
                  <FigureRow key={`${measure.name} ${i}`} measure={measure} row={row} />
                )),
              )}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function FigureRow({ measure, row }: { measure: FigureComparison; row: ComparableRow }) {
  const { name, rows, differing } = measure;
  const isApart = rows.length > 1;
  return (
    <tr>
      <th scope="row" title={describeProvenance(row.provenance)}>
        {figureTitle(name, row.provenance)}
        {isApart && (
          <div class="apart">
            {describeProvenance(row.provenance, differing)}
            {" · "}
            {COMPARE_STRINGS.apart(differing.join(", "))}
          </div>
        )}
      </th>
      {row.figures.map((of, i) => (
        <td key={i} class="number">
          {of ? (
            <>
              <div>{figureText(COMPARE_STRINGS.lastOf, of.last)}</div>
              {of.best && <div>{figureText(COMPARE_STRINGS.bestOf, of.best)}</div>}
            </>
          ) : (
            "–"
          )}
        </td>
      ))}
    </tr>
  );
}

const figureText = (which: string, figure: ComparedFigure): string =>
  `${which} ${formatFigure(figure)} @${formatCount(figure.step)}`;

interface HeadsProps {
  first: string;
  runs: readonly ComparedRunView[];
  colours: ReadonlyMap<string, string>;
}

function Heads({ first, runs, colours }: HeadsProps) {
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        {runs.map(({ dir, label }) => (
          <th key={dir} scope="col" title={dir}>
            <Swatch colour={colours.get(dir) ?? ""} shape="solid" /> {label}
          </th>
        ))}
      </tr>
    </thead>
  );
}

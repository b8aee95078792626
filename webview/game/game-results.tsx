import {
  EigenvaluePlane,
  type GameLook,
  PathChart,
  pathCharts,
} from "../../src/shared/charts/game-charts";
import type { DualityGap, GameSpectrum, PathPoint } from "../../src/shared/game";
import { describeRotation, pullOf } from "../../src/shared/game-text";
import type { GameResult } from "../../src/shared/protocol/jobs";
import { formatCount } from "../../src/shared/text/format";
import { Help } from "../components/help";
import { useTheme } from "../components/page-context";
import { EigenvalueTable, PathTable } from "./game-tables";
import { GameFigure } from "./game-figure";
import { eigenvaluesCsv, gameColours, pathCsv } from "./game-files";
import type { GameHost } from "./game-host";
import { GAME_STRINGS } from "./game-strings";
import { numberText } from "./number-text";

/** What the game of a run is like: in words, in pictures, and in numbers. */
export function GameResults({ host, result }: { host: GameHost; result: GameResult }) {
  const { step, spectrum, gap, path } = result;
  return (
    <>
      <Pull spectrum={spectrum} />
      <Eigenvalues {...{ host, spectrum }} />
      <Gap {...gap} />
      {path && <Path {...{ host, ...path }} to={step} />}
    </>
  );
}

/** Whether the game attracts, rotates or repels. */
function Pull({ spectrum: { jacobian } }: { spectrum: GameSpectrum }) {
  const { title, meaning } = GAME_STRINGS.pulls[pullOf(jacobian)];
  return (
    <section class="game-pull">
      <h2>{title}</h2>
      <p>
        {meaning} {describeRotation(jacobian)}
      </p>
    </section>
  );
}

function Eigenvalues({ host, spectrum }: { host: GameHost; spectrum: GameSpectrum }) {
  const colours = gameColours(useTheme());
  return (
    <section class="game-eigenvalues" aria-label={GAME_STRINGS.eigenvaluesTitle}>
      <div class="game-section">
        <GameFigure
          host={host}
          title={GAME_STRINGS.eigenvaluesTitle}
          label={GAME_STRINGS.planeLabel(GAME_STRINGS.pulls[pullOf(spectrum.jacobian)].title)}
          height={360}
          csv={() => eigenvaluesCsv(spectrum)}
          draw={(size) => <EigenvaluePlane {...{ spectrum, colours, ...size }} />}
        />
        <p class="hint">{GAME_STRINGS.eigenvaluesAbout}</p>
      </div>
      <EigenvalueTable spectrum={spectrum} />
    </section>
  );
}

function Gap({ gap, againstGenerator, againstDiscriminator }: DualityGap) {
  return (
    <section class="game-section">
      <h2>
        {GAME_STRINGS.gapTitle}
        <Help what={GAME_STRINGS.gapTitle} text={GAME_STRINGS.gapHelp} />
      </h2>
      <p>
        {GAME_STRINGS.gap(
          numberText(gap),
          numberText(againstGenerator),
          numberText(againstDiscriminator),
        )}
      </p>
    </section>
  );
}

interface PathProps {
  host: GameHost;
  from: number;
  to: number;
  points: readonly PathPoint[];
}

/** Path-angle, path-norm and losses between two checkpoints. */
function Path({ host, from, to, points }: PathProps) {
  const colours = gameColours(useTheme());
  const title = GAME_STRINGS.pathTitle(formatCount(from), formatCount(to));
  return (
    <section class="game-section">
      <h2>
        {title}
        <Help what={title} text={GAME_STRINGS.pathHelp} />
      </h2>
      <div class="game-charts">
        {pathCharts(points, colours).map((chart) => (
          <GameFigure
            key={chart.id}
            host={host}
            title={chart.title}
            label={GAME_STRINGS.pathLabel(chart.title)}
            height={220}
            csv={() => pathCsv(points)}
            draw={(size: Pick<GameLook, "width" | "height">) => (
              <PathChart {...{ ...chart, ...size, colours }} />
            )}
          />
        ))}
      </div>
      <details>
        <summary>{GAME_STRINGS.numbers}</summary>
        <PathTable points={points} />
      </details>
    </section>
  );
}

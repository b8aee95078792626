import { useEffect } from "preact/hooks";
import type { GameResult } from "../../src/shared/protocol/jobs";
import { formatCount } from "../../src/shared/text/format";
import { IconButton } from "../components/icon-button";
import { useKeptState } from "../components/page-context";
import { DEFAULT_FORM, askOf, GameForm, restoreForm } from "./game-form";
import type { GameHost, GameState, ToldRun } from "./game-host";
import { GameResults } from "./game-results";
import { GAME_STRINGS } from "./game-strings";

interface GamePageProps {
  host: GameHost;
  run: ToldRun;
  result: GameResult | undefined;
  progress: GameState;
}

/** The game of a run's networks at a checkpoint; a page that was just opened looks at once. */
export function GamePage({ host, run, result, progress }: GamePageProps) {
  const [form, setForm] = useKeptState("form", restoreForm);
  const [hasBegun, setBegun] = useKeptState("begun", (kept) => kept === true);
  const canBegin = !hasBegun && run.steps.length > 0;
  useEffect(() => {
    if (!canBegin) return;
    setBegun(true);
    const ask = askOf(DEFAULT_FORM);
    if (ask) host.measure(ask);
  }, [canBegin]);
  return (
    <main class="game">
      <header class="game-head">
        <h1>{GAME_STRINGS.title(run.name)}</h1>
        <IconButton
          icon="graph-line"
          label={GAME_STRINGS.openDashboard}
          onClick={() => host.openDashboard()}
        />
      </header>
      {run.steps.length === 0 && <p class="hint">{GAME_STRINGS.noCheckpoint}</p>}
      <GameForm
        steps={run.steps}
        form={form}
        busy={progress.type === "measuring"}
        onForm={setForm}
        onMeasure={(ask) => host.measure(ask)}
        onCancel={() => host.cancel()}
      />
      <ProgressText progress={progress} />
      <div role="status" class="game-status">
        {result && GAME_STRINGS.measured(...measuredOn(result))}
      </div>
      {result && <GameResults host={host} result={result} />}
    </main>
  );
}

const measuredOn = ({ step, samples, engine }: GameResult) =>
  [formatCount(step), formatCount(samples), engine] as const;

/** How far the looking is, or why it has no result. */
function ProgressText({ progress }: { progress: GameState }) {
  if (progress.type === "failed")
    return (
      <p class="warning" role="alert">
        {progress.message}
      </p>
    );
  if (progress.type === "cancelled") return <p class="hint">{GAME_STRINGS.cancelled}</p>;
  if (progress.type === "idle") return null;
  const percent = Math.floor(100 * progress.fraction);
  const text = GAME_STRINGS.percent(progress.what, percent);
  return (
    <div class="game-progress">
      <div
        class="progress"
        role="progressbar"
        aria-label={GAME_STRINGS.progress}
        aria-valuenow={percent}
        aria-valuetext={text}
      >
        <div class="progress-done" style={{ width: `${percent}%` }} />
      </div>
      <span class="hint">{text}</span>
    </div>
  );
}

import { DRAWN_FORMATS, type DrawnProblem } from "../../src/shared/drawn/drawn-file";
import { formatCount } from "../../src/shared/text/format";
import { Button } from "../components/button";
import { useKeptState } from "../components/page-context";
import type { DrawingHost, ShownDrawing } from "./drawing-host";
import { DRAWING_STRINGS } from "./drawing-strings";
import { DrawingSheet } from "./drawing-sheet";
import { DrawingTools } from "./drawing-tools";
import type { Pen } from "./pen";
import { sheetOf } from "./sheet";

interface DrawingPageProps {
  host: DrawingHost;
  drawing: ShownDrawing;
}

const PEN: Pen = { tool: "draw", spread: 0.05, density: 1 };
const REACH = 2;

/** A drawing of data, and what to draw it with. */
export function DrawingPage({ host, drawing }: DrawingPageProps) {
  const { about, rows, problem } = drawing;
  const { kind } = about;
  const [pen, setPen] = useKeptState("pen", (kept) => ({ ...PEN, ...(kept as Partial<Pen>) }));
  const [reach, setReach] = useKeptState("reach", (kept) => Number(kept) || REACH);
  const sheet = sheetOf(kind, rows, reach);
  const isBroken = problem !== undefined && problem.unfinished !== true;
  return (
    <main class="drawing">
      <header class="drawing-head">
        <h1>{about.name}</h1>
        <Button
          icon="play"
          primary
          label={DRAWING_STRINGS.train}
          title={DRAWING_STRINGS.trainHelp(about.config)}
          disabled={problem !== undefined}
          onClick={() => host.say("train")}
        />
        <Button
          label={about.hasConfig ? DRAWING_STRINGS.openConfig : DRAWING_STRINGS.makeConfig}
          title={about.config}
          onClick={() => host.say("openConfig")}
        />
        <Button label={DRAWING_STRINGS.openText} onClick={() => host.say("openText")} />
      </header>
      <p class="hint">{DRAWING_STRINGS.about[kind]}</p>
      {isBroken ? (
        <Broken problem={problem} />
      ) : (
        <>
          <DrawingTools
            {...{ kind, pen, reach, rows }}
            onPen={setPen}
            onReach={setReach}
            onClear={() => host.edit([])}
            onUndo={() => host.say("undo")}
            onRedo={() => host.say("redo")}
          />
          <DrawingSheet {...{ kind, rows, pen, sheet }} onRows={(next) => host.edit(next)} />
          <Remark {...{ drawing }} />
        </>
      )}
    </main>
  );
}

/** What a file is not read for. It is mended as text: drawing would throw the rest of it away. */
function Broken({ problem: { line, message, hint } }: { problem: DrawnProblem }) {
  return (
    <p class="warning" role="alert">
      {line === undefined ? DRAWING_STRINGS.whole(message) : DRAWING_STRINGS.line(line, message)}
      {": "}
      {hint}
    </p>
  );
}

/** What is to be done yet, or can be done no more. */
function Remark({ drawing: { about, rows, problem } }: { drawing: ShownDrawing }) {
  const { maxRows, row } = DRAWN_FORMATS[about.kind];
  const full = DRAWING_STRINGS.full(`${formatCount(maxRows)} ${row[1]}`);
  const unfinished = problem && `${DRAWING_STRINGS.whole(problem.message)}.`;
  return <p class="hint">{unfinished ?? (rows.length >= maxRows ? full : "")}</p>;
}

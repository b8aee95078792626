import type { DrawnKind, DrawnRow } from "../../src/shared/drawn/drawn-file";
import { formatNumber } from "../../src/shared/text/format";
import { Help } from "../components/help";
import { IconButton } from "../components/icon-button";
import { DRAWING_STRINGS } from "./drawing-strings";
import type { Pen } from "./pen";
import { REACHES } from "./sheet";

interface DrawingToolsProps {
  kind: DrawnKind;
  pen: Pen;
  reach: number;
  rows: readonly DrawnRow[];
  onPen(pen: Pen): void;
  onReach(reach: number): void;
  onClear(): void;
  onUndo(): void;
  onRedo(): void;
}

/** What is drawn with, and on how large a sheet. */
export function DrawingTools(props: DrawingToolsProps) {
  const { kind, pen, reach, rows, onPen, onReach } = props;
  const tool = (name: Pen["tool"], icon: string) => (
    <IconButton
      icon={icon}
      label={DRAWING_STRINGS[name]}
      pressed={pen.tool === name}
      onClick={() => onPen({ ...pen, tool: name })}
    />
  );
  return (
    <div class="drawing-tools">
      <span class="tool-field" role="group" aria-label={DRAWING_STRINGS.tool}>
        {tool("draw", "edit")}
        {tool("erase", "eraser")}
      </span>
      <span class="tool-field">
        <IconButton icon="discard" label={DRAWING_STRINGS.undo} onClick={props.onUndo} />
        <IconButton icon="redo" label={DRAWING_STRINGS.redo} onClick={props.onRedo} />
        <IconButton
          icon="clear-all"
          label={DRAWING_STRINGS.clear}
          disabled={rows.length === 0}
          onClick={props.onClear}
        />
      </span>
      {kind === "points" && <Brush pen={pen} onPen={onPen} />}
      <label class="tool-field">
        {DRAWING_STRINGS.reach}
        <select value={reach} onChange={(event) => onReach(Number(event.currentTarget.value))}>
          {REACHES.map((value) => (
            <option key={value} value={value}>
              {DRAWING_STRINGS.reachOf(String(value))}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

/** Hundredths of the data's unit. */
const SPREAD = { least: 0.01, most: 0.5, step: 0.01 };

/** How points are put: how far each reaches, and how close they are. */
function Brush({ pen, onPen }: Pick<DrawingToolsProps, "pen" | "onPen">) {
  return (
    <>
      <span class="tool-field">
        <label class="tool-field">
          {DRAWING_STRINGS.spread}
          <input
            type="range"
            min={SPREAD.least}
            max={SPREAD.most}
            step={SPREAD.step}
            value={pen.spread}
            onInput={(event) => onPen({ ...pen, spread: Number(event.currentTarget.value) })}
          />
          <output class="tool-value">{formatNumber(pen.spread, 2)}</output>
        </label>
        <Help what={DRAWING_STRINGS.spread} text={DRAWING_STRINGS.spreadHelp} />
      </span>
      <span class="tool-field">
        <label class="tool-field">
          {DRAWING_STRINGS.density}
          <select
            value={pen.density}
            onChange={(event) => onPen({ ...pen, density: Number(event.currentTarget.value) })}
          >
            {Object.entries(DRAWING_STRINGS.densities).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <Help what={DRAWING_STRINGS.density} text={DRAWING_STRINGS.densityHelp} />
      </span>
    </>
  );
}

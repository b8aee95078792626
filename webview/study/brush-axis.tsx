import { useRef, useState } from "preact/hooks";
import { type Stretch, stretchByKey, stretchOf } from "../../src/shared/study/brushing";
import type { ParallelAxis } from "../../src/shared/study/parallel";
import type { Theme } from "../components/theme";
import { fitted } from "./drawing";
import { STUDY_STRINGS } from "./study-strings";

/** The heights in the chart of parallel coordinates, in pixels. */
export const HEIGHT = 300;
const TOP = 26;
const BOTTOM = HEIGHT - 34;
/** Where trials without a value pass an axis. */
const MISSING = HEIGHT - 12;

/** Where a share of an axis lies; trials that have none pass below. */
export const heightOf = (share: number | undefined): number =>
  share === undefined ? MISSING : BOTTOM - share * (BOTTOM - TOP);

interface BrushAxisProps {
  axis: ParallelAxis;
  x: number;
  /** How wide what is written at it may be. */
  room: number;
  /** Whether some trials have no value on it. */
  missing: boolean;
  stretch: Stretch | undefined;
  theme: Theme;
  onStretch(stretch: Stretch | undefined): void;
}

/** An axis with its name and numbers, of which a stretch can be marked. */
export function BrushAxis(props: BrushAxisProps) {
  const { axis, x, room, missing, stretch, theme, onStretch } = props;
  const [dragged, setDragged] = useState<{ stretch: Stretch | undefined }>();
  const shown = dragged ? dragged.stretch : stretch;
  return (
    <g>
      <text x={x} y={14} text-anchor="middle" font-weight="600">
        <title>{axis.title}</title>
        {fitted(axis.title, room - 6)}
      </text>
      <line x1={x} x2={x} y1={TOP} y2={BOTTOM} stroke={theme.muted} />
      {axis.ticks.map(({ share, label }) => (
        <text
          key={label}
          x={x + 5}
          y={heightOf(share) + 4}
          fill={theme.foreground}
          stroke={theme.background}
          stroke-width={3}
          paint-order="stroke"
        >
          {fitted(label, room - 12)}
        </text>
      ))}
      {missing && (
        <text
          x={x + 5}
          y={MISSING + 4}
          fill={theme.muted}
          stroke={theme.background}
          stroke-width={3}
          paint-order="stroke"
        >
          {fitted(STUDY_STRINGS.notSet, room - 12)}
        </text>
      )}
      {shown && <Mark x={x} stretch={shown} theme={theme} />}
      <BrushArea {...{ axis, x, stretch: shown, onStretch }} onDrag={setDragged} />
    </g>
  );
}

interface BrushAreaProps {
  axis: ParallelAxis;
  x: number;
  stretch: Stretch | undefined;
  onStretch(stretch: Stretch | undefined): void;
  /** What a drag marks while it goes on; undefined when it has ended. */
  onDrag(dragged: { stretch: Stretch | undefined } | undefined): void;
}

/** Where an axis is dragged along, and what has the focus when keys move its stretch. */
function BrushArea({ axis, x, stretch, onStretch, onDrag }: BrushAreaProps) {
  const start = useRef<number>(undefined);
  const dragTo = (event: PointerEvent): Stretch | undefined => {
    const { top } = (event.currentTarget as Element).getBoundingClientRect();
    const share = 1 - (event.clientY - top) / (BOTTOM - TOP);
    start.current ??= share;
    return stretchOf(start.current, share);
  };
  return (
    <rect
      class="brush-area"
      x={x - 12}
      y={TOP}
      width={24}
      height={BOTTOM - TOP}
      fill="transparent"
      tabindex={0}
      role="slider"
      aria-orientation="vertical"
      aria-label={STUDY_STRINGS.brushOf(axis.title)}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(100 * (stretch?.[1] ?? 1))}
      aria-valuetext={stretchText(stretch)}
      onClick={(event) => event.stopPropagation()}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        onDrag({ stretch: dragTo(event) });
      }}
      onPointerMove={(event) => {
        if (start.current !== undefined) onDrag({ stretch: dragTo(event) });
      }}
      onPointerUp={(event) => {
        onStretch(dragTo(event));
        start.current = undefined;
        onDrag(undefined);
      }}
      onKeyDown={(event) => {
        const next = stretchByKey(stretch, event.key, event.shiftKey);
        if (next === null) return;
        event.preventDefault();
        onStretch(next);
      }}
    />
  );
}

const stretchText = (stretch: Stretch | undefined): string => {
  const [from, to] = (stretch ?? [0, 1]).map((share) => Math.round(100 * share));
  return `${from} % – ${to} %`;
};

function Mark({ x, stretch: [from, to], theme }: { x: number; stretch: Stretch; theme: Theme }) {
  return (
    <rect
      class="brush"
      x={x - 6}
      width={12}
      y={heightOf(to)}
      height={heightOf(from) - heightOf(to)}
      fill={theme.discriminator}
      fill-opacity={0.3}
      stroke={theme.discriminator}
    />
  );
}

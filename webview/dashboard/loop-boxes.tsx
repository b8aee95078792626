import type { ComponentChildren } from "preact";
import { formatNumber } from "../../src/shared/text/format";
import { useTheme } from "../components/page-context";
import { LOOP_STRINGS } from "./loop-strings";
import type { Frame } from "./loop-thumbnail";
import type { LoopView } from "./loop-view";

/* The boxes of the loop's diagram: their rims, letters and numbers. */

interface BoxProps {
  frame: Frame;
  class: string;
  label?: string;
  colour?: string;
  children?: ComponentChildren;
}

export function Box(props: BoxProps) {
  const theme = useTheme();
  const { frame, label, colour = theme.muted, children } = props;
  return (
    <g class={props.class}>
      <rect {...frame} class="loop-box" rx={3} stroke={colour} />
      {children}
      {label !== undefined && (
        <text x={frame.x + frame.width / 2} y={frame.y - 6} text-anchor="middle">
          {label}
        </text>
      )}
    </g>
  );
}

/** The letter of a network, in the middle of its box or in a corner. */
export function Letter({
  frame,
  letter,
  corner = false,
}: {
  frame: Frame;
  letter: string;
  corner?: boolean;
}) {
  const place = corner
    ? { x: frame.x + 8, y: frame.y + 20 }
    : { x: frame.x + frame.width / 2, y: frame.y + frame.height / 2 + 7 };
  return (
    <text {...place} class="loop-letter" text-anchor={corner ? "start" : "middle"}>
      {letter}
    </text>
  );
}

const shown = (value: number | undefined): string =>
  value === undefined ? "" : formatNumber(value, 4);

/** What D says of the examples and of the samples, in the mean: probabilities as bars as well. */
export function Outputs(
  props: Pick<BoxProps, "frame" | "class"> & Pick<LoopView, "numbers" | "critic">,
) {
  const theme = useTheme();
  const { frame, numbers, critic } = props;
  const rows = [
    { name: LOOP_STRINGS.dReal, value: numbers.dReal, colour: theme.foreground, y: 24 },
    { name: LOOP_STRINGS.dFake, value: numbers.dFake, colour: theme.generator, y: 62 },
  ];
  const width = frame.width - 20;
  return (
    <g class={props.class}>
      <rect {...frame} class="loop-box" rx={3} stroke={theme.muted} />
      {rows.map(({ name, value, colour, y }) => (
        <g key={name}>
          <text x={frame.x + 10} y={frame.y + y}>
            {name}
          </text>
          <text x={frame.x + 10 + width} y={frame.y + y} text-anchor="end" class="loop-number">
            {shown(value)}
          </text>
          {!critic && (
            <Bar x={frame.x + 10} y={frame.y + y + 6} width={width} {...{ value, colour }} />
          )}
        </g>
      ))}
    </g>
  );
}

interface BarProps {
  x: number;
  y: number;
  width: number;
  value: number | undefined;
  colour: string;
}

/** A share of a whole, with a mark at one half. */
function Bar({ x, y, width, value = 0, colour }: BarProps) {
  const theme = useTheme();
  const share = Math.min(1, Math.max(0, value));
  return (
    <>
      <rect {...{ x, y, width }} height={6} fill={theme.grid} />
      <rect {...{ x, y }} width={width * share} height={6} fill={colour} />
      <path d={`M${x + width / 2} ${y - 2}v10`} stroke={theme.muted} />
    </>
  );
}

export function Loss(
  props: Pick<BoxProps, "frame" | "class"> & { name: string; value?: number | undefined },
) {
  const theme = useTheme();
  const { frame, name, value } = props;
  return (
    <g class={props.class}>
      <rect {...frame} class="loop-box" rx={3} stroke={theme.muted} />
      <text x={frame.x + 10} y={frame.y + 28}>
        {name}
      </text>
      <text x={frame.x + frame.width - 10} y={frame.y + 28} text-anchor="end" class="loop-number">
        {shown(value)}
      </text>
    </g>
  );
}

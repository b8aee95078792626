import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { drawArrows } from "./arrow-drawing";
import { prepareCanvas } from "./canvas";
import { withAlpha } from "./colour";
import type { ScatterPicture } from "../../src/shared/run/picture";
import { formatCount } from "../../src/shared/text/format";
import { Button } from "./button";
import { type Heat, heatMap, heatOf } from "./heat-drawing";
import { drawManifold } from "./manifold-drawing";
import { MorphControl } from "./morph-control";
import { tallestPicture } from "./picture-size";
import { ToggleLegend } from "./legend";
import { useTheme } from "./page-context";
import {
  drawAxes,
  drawColourBar,
  drawCursor,
  drawPoints,
  isInside,
  type Plot,
  type Square,
} from "./scatter-drawing";
import { layersOf, legendOf, type ScatterLayer, shownHeat, switched } from "./scatter-layers";
import { type Reading, readingAt } from "./scatter-reading";
import { STRINGS } from "./strings";
import type { Theme } from "./theme";
import { usePlane } from "./use-plane";
import { useResize } from "./use-resize";

/* The picture of 2-D data: real and generated points over the values of D. */

/**
 * Room around the plot, in CSS pixels: numbers of the axes on the left and below, colour bar on the
 * right.
 */
const MARGIN = { left: 34, right: 66, top: 8, bottom: 24 };

/** A real point is drawn below the generated ones, which are what one looks at. */
const REAL_OPACITY = 0.6;
const GENERATED_OPACITY = 0.8;
const RIM_OPACITY = 0.5;
/** How near to a thing a pointer means it, in CSS pixels. */
const REACH = 9;

interface ScatterProps {
  picture: ScatterPicture;
  shown: readonly ScatterLayer[];
  onShow(shown: ScatterLayer[]): void;
}

/**
 * Real and generated points of 2-D data over what D says of each place, with all that tells of the
 * game between the two networks. Each can be shown and hidden.
 */
export function ScatterView({ picture, shown, onShow }: ScatterProps) {
  const theme = useTheme();
  const element = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const plot = useRef<Plot>(undefined);
  const [morph, setMorph] = useState(1);
  const plane = usePlane({ all: picture.heat, element, plot: () => plot.current });
  const layer = shownHeat(picture, shown);
  const heat = useMemo(() => layer && paintedHeat(picture, layer, theme), [picture, layer, theme]);
  const reading = readingOf(picture, shown, plane, plot.current);
  const draw = () => {
    if (!element.current || !canvas.current) return;
    const drawn = { picture, shown, theme, heat, morph, part: plane.shown, cursor: reading?.at };
    plot.current = drawScatter(canvas.current, element.current.clientWidth, drawn);
  };
  useLayoutEffect(draw, [picture, shown, theme, heat, morph, plane.shown, reading?.text]);
  useResize(element, draw);
  const outside = countOutside(picture);
  return (
    <div class="picture-scatter">
      <div
        ref={element}
        class={plane.zoomed ? "picture-plot zoomed" : "picture-plot"}
        tabIndex={0}
        role="group"
        aria-label={STRINGS.figure2d}
        aria-description={STRINGS.figureHelp}
        {...plane.handlers}
      >
        <canvas ref={canvas} role="img" aria-label={label(picture, shown)} />
      </div>
      <p class="hint picture-reading" role="status" aria-live={plane.byKeys ? "polite" : "off"}>
        {reading?.text}
      </p>
      <ToggleLegend
        items={legendOf(picture, theme)}
        shown={shown}
        onToggle={(key: ScatterLayer) => onShow(switched(shown, key))}
      />
      {picture.manifold && shown.includes("manifold") && (
        <MorphControl morph={morph} onMorph={setMorph} />
      )}
      {plane.zoomed && <Button label={STRINGS.showAll} onClick={plane.showAll} />}
      <p class="hint">{outside > 0 && STRINGS.pointsOutside(formatCount(outside))}</p>
    </div>
  );
}

/** What a screen reader says of the figure: what it shows, layer by layer. */
function label(picture: ScatterPicture, shown: readonly ScatterLayer[]): string {
  const { step, real, generated } = picture;
  const there = layersOf(picture).filter((layer) => shown.includes(layer));
  return [
    STRINGS.scatterLabel(
      formatCount(step),
      formatCount(real.length / 2),
      formatCount(generated.length / 2),
    ),
    STRINGS.shownLayers(there.map((layer) => STRINGS.layers[layer]).join(", ")),
  ].join(". ");
}

function readingOf(
  picture: ScatterPicture,
  shown: readonly ScatterLayer[],
  { cursor, shown: part }: Pick<ReturnType<typeof usePlane>, "cursor" | "shown">,
  plot: Plot | undefined,
): Reading | undefined {
  if (!cursor || !plot) return undefined;
  return readingAt(picture, shown, cursor, (REACH * (part.xMax - part.xMin)) / plot.width);
}

/** A heat map as pixels: they are made anew for another picture and not in each frame. */
interface PaintedHeat {
  heat: Heat;
  pixels: OffscreenCanvas;
}

function paintedHeat(
  picture: ScatterPicture,
  layer: Parameters<typeof heatOf>[1],
  theme: Theme,
): PaintedHeat {
  const heat = heatOf(picture, layer, theme);
  return { heat, pixels: heatMap(picture, heat) };
}

interface DrawnScatter {
  picture: ScatterPicture;
  shown: readonly ScatterLayer[];
  theme: Theme;
  heat: PaintedHeat | undefined;
  morph: number;
  part: Square;
  cursor: readonly [number, number] | undefined;
}

/** @returns where the plot lies; undefined where there is no room */
function drawScatter(
  canvas: HTMLCanvasElement,
  width: number,
  { picture, shown, theme, heat, morph, part, cursor }: DrawnScatter,
): Plot | undefined {
  if (width <= MARGIN.left + MARGIN.right) return undefined;
  const plot = layOut(picture, width, part);
  const context = prepareCanvas(canvas, width, plot.top + plot.height + MARGIN.bottom, theme);
  if (!context) return undefined;
  if (heat) drawHeat(context, plot, { ...heat, all: picture.heat, theme });
  const { manifold, descent, generated } = picture;
  if (manifold && shown.includes("manifold"))
    drawManifold(context, plot, { manifold, morph, bounds: picture.heat, theme });
  drawBothPoints(context, plot, { picture, shown, theme });
  if (descent && shown.includes("descent"))
    drawArrows(context, plot, { points: generated, directions: descent, colour: theme.mark });
  drawAxes(context, plot, theme);
  if (cursor) drawCursor(context, plot, cursor, theme);
  return plot;
}

/** Generated points lie on top: a good sample lies where real points are, which would hide it. */
function drawBothPoints(
  context: CanvasRenderingContext2D,
  plot: Plot,
  { picture, shown, theme }: Pick<DrawnScatter, "picture" | "shown" | "theme">,
): void {
  const rim = withAlpha(theme.background, RIM_OPACITY);
  if (shown.includes("real"))
    drawPoints(context, plot, picture.real, {
      shape: "circle",
      colour: theme.foreground,
      rim,
      opacity: REAL_OPACITY,
    });
  if (shown.includes("generated"))
    drawPoints(context, plot, picture.generated, {
      shape: "triangle",
      colour: theme.generator,
      rim,
      opacity: GENERATED_OPACITY,
    });
}

/** What colours the places of the part that is shown, and the key to its colours. */
function drawHeat(
  context: CanvasRenderingContext2D,
  plot: Plot,
  { heat, pixels, all, theme }: PaintedHeat & { all: Square; theme: Theme },
): void {
  const perUnit = plot.width / (plot.xMax - plot.xMin);
  context.save();
  context.beginPath();
  context.rect(plot.left, plot.top, plot.width, plot.height);
  context.clip();
  context.imageSmoothingEnabled = true;
  context.drawImage(
    pixels,
    plot.left + (all.xMin - plot.xMin) * perUnit,
    plot.top + (plot.yMax - all.yMax) * perUnit,
    (all.xMax - all.xMin) * perUnit,
    (all.yMax - all.yMin) * perUnit,
  );
  context.restore();
  const bar = { left: plot.left + plot.width + 14, top: plot.top, width: 10, height: plot.height };
  drawColourBar(context, bar, heat, theme);
}

/** A unit along x is as long as a unit along y, as in the space of the data. */
function layOut({ heat }: ScatterPicture, available: number, part: Square): Plot {
  const aspect = (heat.yMax - heat.yMin) / (heat.xMax - heat.xMin);
  const width = Math.min(
    available - MARGIN.left - MARGIN.right,
    (tallestPicture() - MARGIN.top - MARGIN.bottom) / aspect,
  );
  const { xMin, xMax, yMin, yMax } = part;
  return {
    left: MARGIN.left,
    top: MARGIN.top,
    width,
    height: width * aspect,
    ...{ xMin, xMax, yMin, yMax },
  };
}

function countOutside({ generated, heat }: ScatterPicture): number {
  let count = 0;
  for (let i = 0; i + 1 < generated.length; i += 2)
    if (!isInside(heat, generated[i] ?? NaN, generated[i + 1] ?? NaN)) count++;
  return count;
}

import { formatNumber } from "../../src/shared/text/format";
import { useTheme } from "../components/page-context";
import { useWidth } from "../components/use-resize";
import { Box, Letter, Loss, Outputs } from "./loop-boxes";
import { type LoopLayout, loopLayout, type Thing, type Way, WAYS_BACK } from "./loop-layout";
import type { LoopNumbers, Part } from "./loop-parts";
import { LOOP_STRINGS } from "./loop-strings";
import { Directions, type Frame, Judgement, Samples } from "./loop-thumbnail";
import type { LoopView } from "./loop-view";

/* The loop of training as a diagram: latents, G, samples, data, D, losses, and the ways between. */

interface LoopDiagramProps {
  view: LoopView;
  /** Whether the ways flow, as in a run that trains. */
  flowing: boolean;
}

export function LoopDiagram({ view, flowing }: LoopDiagramProps) {
  const { lit, numbers } = view;
  const classOf = (part: Part): string => {
    if (!lit) return "loop-part";
    return lit.includes(part) ? "loop-part lit" : "loop-part dim";
  };
  const [element, width] = useWidth();
  const layout = loopLayout(width);
  return (
    <div ref={element} class="loop-room">
      <svg
        class={flowing ? "loop-diagram flowing" : "loop-diagram"}
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        font-size={layout.letters}
        role="img"
        aria-label={LOOP_STRINGS.diagram(numbersText(numbers))}
      >
        <Arrowheads />
        {Object.entries(layout.ways).map(([part, path]) => (
          <WayBetween
            key={part}
            path={path}
            back={WAYS_BACK[part as Way]}
            class={classOf(part as Way)}
          />
        ))}
        <Things view={view} frames={layout.frames} classOf={classOf} />
      </svg>
    </div>
  );
}

/** What a screen reader says of the diagram's numbers. */
const numbersText = ({ dReal, dFake, lossD, lossG }: LoopNumbers): string =>
  (
    [
      [LOOP_STRINGS.dReal, dReal],
      [LOOP_STRINGS.dFake, dFake],
      [LOOP_STRINGS.lossOf.discriminator, lossD],
      [LOOP_STRINGS.lossOf.generator, lossG],
    ] as const
  )
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${formatNumber(value)}`]))
    .join(", ");

function Arrowheads() {
  const theme = useTheme();
  const colours = { forward: theme.muted, D: theme.discriminator, G: theme.generator };
  return (
    <defs>
      {Object.entries(colours).map(([name, colour]) => (
        <marker
          key={name}
          id={`loop-head-${name}`}
          viewBox="0 0 8 8"
          refX={6}
          refY={4}
          markerWidth={8}
          markerHeight={8}
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path d="M0 0L8 4L0 8z" fill={colour} />
        </marker>
      ))}
    </defs>
  );
}

function WayBetween(props: { path: string; back?: "D" | "G" | undefined; class: string }) {
  const theme = useTheme();
  const { path, back } = props;
  const colours = { forward: theme.muted, D: theme.discriminator, G: theme.generator };
  const kind = back ?? "forward";
  return (
    <path
      d={path}
      class={`loop-way ${back ? "back" : ""} ${props.class}`}
      stroke={colours[kind]}
      marker-end={`url(#loop-head-${kind})`}
    />
  );
}

interface ThingsProps {
  view: LoopView;
  frames: LoopLayout["frames"];
  classOf(part: Part): string;
}

function Things({ view, frames, classOf }: ThingsProps) {
  const theme = useTheme();
  const { plane, dimensions, real, fake, d, directions, latents, numbers, critic } = view;
  const common = { plane, dimensions };
  const thing = (part: Thing) => ({ frame: frames[part], class: classOf(part) });
  return (
    <>
      <Box {...thing("latents")} label={LOOP_STRINGS.latentSpace}>
        {latents ? (
          <Samples
            frame={frames.latents}
            samples={latents}
            dimensions={latents.dimensions}
            plane={LATENT_PLANE}
            colour={theme.muted}
          />
        ) : (
          <Letter frame={frames.latents} letter="z" />
        )}
      </Box>
      <Box {...thing("G")} colour={theme.generator}>
        <Letter frame={frames.G} letter="G" />
      </Box>
      <Box {...thing("fake")} label={LOOP_STRINGS.samples}>
        <Samples {...common} frame={frames.fake} samples={fake} colour={theme.generator} />
        {directions && plane && fake && "points" in fake && (
          <Directions
            frame={frames.fake}
            points={fake.points}
            {...{ directions, dimensions, plane }}
          />
        )}
      </Box>
      <Box {...thing("real")} label={LOOP_STRINGS.examples}>
        <Samples {...common} frame={frames.real} samples={real} colour={theme.foreground} />
      </Box>
      <Box {...thing("D")} colour={theme.discriminator}>
        {d && <Judgement frame={frames.D} d={d} />}
        {d && d.rows > 1 && <JudgedSamples view={view} frame={frames.D} />}
        <Letter frame={frames.D} letter="D" corner={d !== undefined} />
      </Box>
      <Outputs {...thing("outputs")} numbers={numbers} critic={critic} />
      <Loss {...thing("lossG")} name={LOOP_STRINGS.lossOf.generator} value={numbers.lossG} />
      <Loss {...thing("lossD")} name={LOOP_STRINGS.lossOf.discriminator} value={numbers.lossD} />
    </>
  );
}

/** Latents with variance 1, normal or uniform. */
const LATENT_PLANE = { xMin: -3.2, xMax: 3.2, yMin: -3.2, yMax: 3.2 };

/** The points that D judges, over its values. */
function JudgedSamples({
  view: { plane, dimensions, real, fake },
  frame,
}: Pick<ThingsProps, "view"> & { frame: Frame }) {
  const theme = useTheme();
  const common = { frame, plane, dimensions };
  return (
    <>
      <Samples {...common} samples={real} colour={theme.foreground} />
      <Samples {...common} samples={fake} colour={theme.generator} />
    </>
  );
}

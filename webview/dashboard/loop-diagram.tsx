import { formatNumber } from "../../src/shared/text/format";
import { useTheme } from "../components/page-context";
import { Box, Letter, Loss, Outputs } from "./loop-boxes";
import type { LoopNumbers, Part } from "./loop-parts";
import { LOOP_STRINGS } from "./loop-strings";
import { Directions, type Frame, Judgement, Samples } from "./loop-thumbnail";
import type { LoopView } from "./loop-view";

/* The loop of training as a diagram: latents, G, samples, data, D, losses, and the ways between. */

const SIZE = { width: 720, height: 312 };

/** Where each thing stands. */
const FRAMES = {
  latents: { x: 6, y: 62, width: 84, height: 84 },
  G: { x: 124, y: 76, width: 52, height: 56 },
  fake: { x: 210, y: 48, width: 112, height: 112 },
  real: { x: 210, y: 194, width: 112, height: 112 },
  D: { x: 384, y: 104, width: 124, height: 124 },
  outputs: { x: 566, y: 122, width: 148, height: 88 },
  lossG: { x: 566, y: 40, width: 148, height: 46 },
  lossD: { x: 566, y: 246, width: 148, height: 46 },
} as const satisfies Partial<Record<Part, Frame>>;

/** The ways forward, and the ways of the gradients back. */
const WAYS: Record<Exclude<Part, keyof typeof FRAMES>, { path: string; back?: "D" | "G" }> = {
  "latents-G": { path: "M90 104H121" },
  "G-fake": { path: "M176 104H207" },
  "fake-D": { path: "M322 116C350 120 356 140 381 148" },
  "real-D": { path: "M322 240C350 234 356 204 381 190" },
  "D-outputs": { path: "M508 166H563" },
  "outputs-lossG": { path: "M640 122V89" },
  "outputs-lossD": { path: "M640 210V243" },
  "lossD-D": { path: "M566 270H446V231", back: "D" },
  "lossG-D": { path: "M566 62H446V101", back: "G" },
  "D-fake": { path: "M420 104C410 60 370 50 325 68", back: "G" },
  "fake-G": { path: "M210 146C180 170 150 162 150 135", back: "G" },
};

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
  const names = ["lit" as const, "flowing" as const].filter((name) =>
    name === "lit" ? lit : flowing,
  );
  return (
    <svg
      class={["loop-diagram", ...names.map((name) => (name === "lit" ? "staged" : name))].join(" ")}
      viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
      role="img"
      aria-label={LOOP_STRINGS.diagram(numbersText(numbers))}
    >
      <Arrowheads />
      {Object.entries(WAYS).map(([part, { path, back }]) => (
        <Way key={part} path={path} back={back} class={classOf(part as Part)} />
      ))}
      <Things view={view} classOf={classOf} />
    </svg>
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

function Way(props: { path: string; back?: "D" | "G" | undefined; class: string }) {
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
  classOf(part: Part): string;
}

function Things({ view, classOf }: ThingsProps) {
  const theme = useTheme();
  const { plane, dimensions, real, fake, d, directions, latents, numbers, critic } = view;
  const common = { plane, dimensions };
  const thing = (part: keyof typeof FRAMES) => ({ frame: FRAMES[part], class: classOf(part) });
  return (
    <>
      <Box {...thing("latents")} label={LOOP_STRINGS.latentSpace}>
        {latents ? (
          <Samples
            frame={FRAMES.latents}
            samples={latents}
            dimensions={latents.dimensions}
            plane={LATENT_PLANE}
            colour={theme.muted}
          />
        ) : (
          <Letter frame={FRAMES.latents} letter="z" />
        )}
      </Box>
      <Box {...thing("G")} colour={theme.generator}>
        <Letter frame={FRAMES.G} letter="G" />
      </Box>
      <Box {...thing("fake")} label={LOOP_STRINGS.samples}>
        <Samples {...common} frame={FRAMES.fake} samples={fake} colour={theme.generator} />
        {directions && plane && fake && "points" in fake && (
          <Directions
            frame={FRAMES.fake}
            points={fake.points}
            {...{ directions, dimensions, plane }}
          />
        )}
      </Box>
      <Box {...thing("real")} label={LOOP_STRINGS.examples}>
        <Samples {...common} frame={FRAMES.real} samples={real} colour={theme.foreground} />
      </Box>
      <Box {...thing("D")} colour={theme.discriminator}>
        {d && <Judgement frame={FRAMES.D} d={d} />}
        {d && d.rows > 1 && <JudgedSamples view={view} />}
        <Letter frame={FRAMES.D} letter="D" corner={d !== undefined} />
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
function JudgedSamples({ view: { plane, dimensions, real, fake } }: Pick<ThingsProps, "view">) {
  const theme = useTheme();
  const common = { frame: FRAMES.D, plane, dimensions };
  return (
    <>
      <Samples {...common} samples={real} colour={theme.foreground} />
      <Samples {...common} samples={fake} colour={theme.generator} />
    </>
  );
}

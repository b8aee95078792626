import { LOSS_KINDS, lossKind } from "../../src/shared/losses";
import { optimizerLabel } from "../../src/shared/protocol/optimizer-settings";
import type { NetworkName } from "../../src/shared/run/run";
import type { IterationTrace, TracedUpdate } from "../../src/shared/run/trace";
import { formatCount, formatNumber } from "../../src/shared/text/format";
import type { LoopNumbers, Part, Stage, Update } from "./loop-parts";
import { LOOP_STRINGS } from "./loop-strings";

/* The stages of an iteration in slow motion: what each lights in the diagram, and what it says. */

/** All stages of an iteration in their order. */
export function stagesOf(trace: IterationTrace): Stage[] {
  const kinds = trace.updates.map(networkOf);
  const lastOfD = kinds.findLastIndex((network) => network !== "generator");
  return trace.updates.flatMap((update, i) => {
    const network = kinds[i]!;
    const place = {
      network,
      index: kinds.slice(0, i + 1).filter((kind) => kind === network).length,
      count: kinds.filter((kind) => kind === network).length,
      update,
    };
    const stages = STAGES[network](trace, update);
    return stages.map((stage) => ({
      ...place,
      ...stage,
      dAfter: i > lastOfD || (i === lastOfD && stage.name === "update"),
    }));
  });
}

function networkOf({ discriminator, generator }: TracedUpdate): Update["network"] {
  if (discriminator && generator) return "both";
  return discriminator ? "discriminator" : "generator";
}

/** What a stage says, without where it stands. */
type Told = Pick<Stage, "name" | "caption" | "formula" | "lit" | "numbers">;

const number = (value: number): string => formatNumber(value, 4);

/** A number before and after an update, in as many digits as tell the two apart. */
function after(before: number, now: number): string {
  const digits = [4, 5, 6].find((some) => formatNumber(before, some) !== formatNumber(now, some));
  return formatNumber(now, digits ?? 4);
}

/** How an optimizer moves a network. */
function movesOf(
  { optimizers }: IterationTrace,
  network: NetworkName,
  { gradient, moved }: { gradient: number; moved: number },
) {
  const { type, learningRate } = optimizers[network];
  return {
    gradient: number(gradient),
    optimizer: optimizerLabel({ type }),
    rate: number(learningRate),
    moved: number(moved),
  };
}

/** The beginning of each update: latents, samples, and for D the data. */
function begin(
  { batch, latentSize, updates }: IterationTrace,
  update: TracedUpdate,
  network: Update["network"],
): Told[] {
  const count = formatCount(batch);
  const size = LOOP_STRINGS.latentsOf(latentSize);
  const draw = update === updates[0] ? LOOP_STRINGS.latents : LOOP_STRINGS.freshLatents;
  const stages: Told[] = [
    { name: "latents", caption: draw(count, size), lit: ["latents"], numbers: {} },
    {
      name: "generate",
      caption: LOOP_STRINGS.generate[network],
      lit: ["latents", "G", "fake", "latents-G", "G-fake"],
      numbers: {},
    },
  ];
  if (network === "generator") return stages;
  return [
    ...stages,
    { name: "data", caption: LOOP_STRINGS.data(count), lit: ["real"], numbers: {} },
  ];
}

const isCritic = ({ loss }: IterationTrace): boolean => lossKind(loss).output === "critic";

/** The losses of a D that always says 1/2. */
const UNDECIDED: Partial<Record<IterationTrace["loss"], number>> = {
  nonSaturating: 2 * Math.LN2,
  minimax: 2 * Math.LN2,
  halfSum: Math.LN2,
  leastSquares: 0.25,
};

/** The formula of a network's loss, with what its symbols stand for. */
export function formulaOf(loss: IterationTrace["loss"], network: NetworkName): string {
  const other = network === "generator" ? "L_D" : "L_G";
  const parts = LOSS_KINDS[loss].entry.formula.split("; ");
  return parts.filter((part) => !part.startsWith(other)).join("; ");
}

/** What belongs to D's loss beside its formula. */
function besidesLoss({ penalties, labelsMoved, loss }: IterationTrace): string[] {
  const undecided = UNDECIDED[loss];
  return [
    ...(undecided !== undefined && penalties.length === 0 && !labelsMoved
      ? [LOOP_STRINGS.undecided(number(undecided))]
      : []),
    ...(penalties.length > 0 ? [LOOP_STRINGS.penalties(penalties.join(", "))] : []),
    ...(labelsMoved ? [LOOP_STRINGS.labelsMoved] : []),
  ];
}

const JUDGE_BOTH: readonly Part[] = [
  ...(["real", "fake", "D", "outputs"] as const),
  ...(["real-D", "fake-D", "D-outputs"] as const),
];
const BACK_TO_SAMPLES: readonly Part[] = ["lossG", "D", "fake", "lossG-D", "D-fake"];

/** The stages of each kind of update. */
const STAGES: Record<Update["network"], (trace: IterationTrace, update: TracedUpdate) => Told[]> = {
  discriminator(trace, update) {
    const d = update.discriminator;
    if (!d) return [];
    const { dReal, dFake, loss } = d;
    const then = {
      dReal: after(dReal, d.dRealAfter),
      dFake: after(dFake, d.dFakeAfter),
      loss: after(loss, d.lossAfter),
    };
    return [
      ...begin(trace, update, "discriminator"),
      judgeBoth(trace, { dReal, dFake }),
      {
        name: "loss",
        caption: [LOOP_STRINGS.lossD(isCritic(trace), number(loss)), ...besidesLoss(trace)].join(
          " ",
        ),
        formula: formulaOf(trace.loss, "discriminator"),
        lit: ["outputs", "lossD", "outputs-lossD"],
        numbers: { dReal, dFake, lossD: loss },
      },
      {
        name: "update",
        caption: LOOP_STRINGS.updateD(movesOf(trace, "discriminator", d), then),
        lit: ["lossD", "D", "outputs", "lossD-D"],
        numbers: { dReal: d.dRealAfter, dFake: d.dFakeAfter, lossD: d.lossAfter },
      },
    ];
  },
  generator(trace, update) {
    const g = update.generator;
    if (!g) return [];
    const { dFake, loss } = g;
    const then = {
      dFake: after(dFake, g.dFakeAfter),
      loss: after(loss, g.lossAfter),
      shift: number(g.shift),
    };
    return [
      ...begin(trace, update, "generator"),
      {
        name: "judge",
        caption: LOOP_STRINGS.judgeFake(number(dFake)),
        lit: ["fake", "D", "outputs", "fake-D", "D-outputs"],
        numbers: { dFake },
      },
      {
        name: "loss",
        caption: LOOP_STRINGS.lossG(isRelative(trace), number(loss)),
        formula: formulaOf(trace.loss, "generator"),
        lit: ["outputs", "lossG", "outputs-lossG"],
        numbers: { dFake, lossG: loss },
      },
      {
        name: "gradient",
        caption: LOOP_STRINGS.gradientG(update.descent !== undefined),
        lit: BACK_TO_SAMPLES,
        numbers: { dFake, lossG: loss },
      },
      {
        name: "update",
        caption: LOOP_STRINGS.updateG(movesOf(trace, "generator", g), then),
        lit: ["fake", "G", "outputs", "lossG", "fake-G"],
        numbers: { dFake: g.dFakeAfter, lossG: g.lossAfter },
      },
    ];
  },
  both(trace, update) {
    const { discriminator: d, generator: g, ahead } = update;
    if (!d || !g) return [];
    const known = { dReal: d.dReal, dFake: d.dFake, lossD: d.loss, lossG: g.loss };
    const back = LOOP_STRINGS.gradientBoth(number(d.gradient), number(g.gradient));
    const { adjustment } = trace;
    return [
      ...begin(trace, update, "both"),
      judgeBoth(trace, { dReal: d.dReal, dFake: d.dFake }),
      {
        name: "loss",
        caption: [
          LOOP_STRINGS.lossBoth(number(d.loss), number(g.loss)),
          ...besidesLoss(trace),
        ].join(" "),
        formula: LOSS_KINDS[trace.loss].entry.formula,
        lit: ["outputs", "lossD", "lossG", "outputs-lossD", "outputs-lossG"],
        numbers: known,
      },
      {
        name: "gradient",
        caption: adjustment === "none" ? back : `${back} ${LOOP_STRINGS.adjusted(adjustment)}`,
        lit: [...BACK_TO_SAMPLES, "lossD", "lossD-D"],
        numbers: known,
      },
      ...(ahead
        ? [
            {
              name: "ahead" as const,
              caption: LOOP_STRINGS.ahead(number(ahead.lossD), number(ahead.lossG)),
              lit: ["G", "D", "lossD", "lossG"] as const,
              numbers: known,
            },
          ]
        : []),
      updateOfBoth(d, g),
    ];
  },
};

const isRelative = ({ loss }: IterationTrace): boolean => loss.startsWith("relativistic");

const judgeBoth = (
  trace: IterationTrace,
  { dReal, dFake }: Required<Pick<LoopNumbers, "dReal" | "dFake">>,
): Told => ({
  name: "judge",
  caption: LOOP_STRINGS.judgeBoth(isCritic(trace), { dReal: number(dReal), dFake: number(dFake) }),
  lit: JUDGE_BOTH,
  numbers: { dReal, dFake },
});

function updateOfBoth(
  d: NonNullable<TracedUpdate["discriminator"]>,
  g: NonNullable<TracedUpdate["generator"]>,
): Told {
  const then = {
    dReal: after(d.dReal, d.dRealAfter),
    dFake: after(d.dFake, d.dFakeAfter),
    lossD: after(d.loss, d.lossAfter),
    lossG: after(g.loss, g.lossAfter),
  };
  return {
    name: "update",
    caption: LOOP_STRINGS.updateBoth({ d: number(d.moved), g: number(g.moved) }, then),
    lit: ["G", "D", "fake", "outputs", "lossD", "lossG", "fake-G", "lossD-D"],
    numbers: {
      dReal: d.dRealAfter,
      dFake: d.dFakeAfter,
      lossD: d.lossAfter,
      lossG: g.lossAfter,
    },
  };
}

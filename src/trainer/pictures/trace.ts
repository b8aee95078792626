import { gatherRows } from "../../engine/feeds";
import type { Argument, Program, Step } from "../../engine/program";
import { viewRange } from "../../data/dataset";
import { isPictureLike } from "../../experiment/evaluation";
import { sizeOf } from "../../experiment/shapes";
import { samplesPerBatch } from "../../gan/model";
import { settingsAt } from "../../gan/optimizers";
import { unflattenState } from "../../gan/state";
import { DISCRIMINATOR_NUMBERS, GENERATOR_NUMBERS, traceIteration } from "../../gan/trace";
import { gridLayout } from "../../shared/run/picture";
import type {
  IterationTrace,
  TracedDiscriminator,
  TracedGenerator,
  TracedPlane,
  TracedSamples,
  TracedUpdate,
} from "../../shared/run/trace";
import { concat, type Scalar, type Tensor } from "../../tensor/tf";
import { normaliseCriticOutput } from "../evaluation/critic-output";
import { short } from "../session/samples";
import type { Session } from "../session/session";
import { inputsOf, isPretraining } from "../session/step";
import { dataCurveOf } from "./density";
import { tiledPng } from "./images";
import { shownCount, shownDataOf } from "./scatter";

/* The next iteration of a run, looked at before it is made. */

/** Points of a batch that are shown, and pictures. */
const SHOWN = { points: 200, pictures: 9 };
/** Places along each axis at which D is told. */
const PLACES = { line: 96, square: 28 };

type Bounds = Omit<TracedPlane, "d">;

/** The trace of the session's next iteration; the session stays as it is. */
export async function traceOfNext(session: Session): Promise<IterationTrace> {
  const { model, experiment, step, source } = session;
  const bounds = await boundsOf(session);
  const numbers = await tracedTensors(session, bounds);
  const { objective, optimizers } = model;
  const optimizer = (network: "generator" | "discriminator") => ({
    type: optimizers[network].type,
    learningRate: settingsAt(optimizers[network], step)["learningRate"] ?? NaN,
  });
  const count = Object.keys(numbers).filter((name) => name.endsWith("/latents")).length;
  const updates: TracedUpdate[] = [];
  for (let i = 0; i < count; i++) updates.push(await updateOf(session, numbers, i));
  return {
    step: step + 1,
    loss: objective.loss,
    way: model.updates,
    adjustment: model.adjustment.type,
    pretraining: isPretraining(model, step),
    batch: samplesPerBatch(model),
    latentSize: model.latent.size,
    penalties: objective.penalties.map(({ type }) => type),
    labelsMoved: Boolean(objective.labelSmoothing ?? objective.labelFlipping),
    optimizers: { generator: optimizer("generator"), discriminator: optimizer("discriminator") },
    data: kindOf(source.shape, isPictureLike(experiment.data)),
    ...(bounds ? { plane: planeOf(session, bounds, numbers) } : {}),
    updates,
  };
}

function kindOf(shape: readonly number[], isPicture: boolean): IterationTrace["data"] {
  if (isPicture) return "pictures";
  if (shape.length > 1) return "other";
  return sizeOf(shape) === 1 ? "numbers" : "points";
}

/** The part of the data's space that pictures of the run show; undefined of other data. */
async function boundsOf(session: Session): Promise<Bounds | undefined> {
  const { shape } = session.source;
  if (shape.length > 1) return undefined;
  if (sizeOf(shape) > 1) return (await shownDataOf(session, shownCount(session))).bounds;
  const curve = dataCurveOf(session);
  let next = await curve.next();
  while (!next.done) next = await curve.next();
  const { x } = next.value;
  return { xMin: x[0] ?? 0, xMax: x.at(-1) ?? 1, yMin: 0, yMax: 1 };
}

/** D is told along a line of numbers, or in the cells of a grid over points. */
const gridOf = ({ source }: Session): { columns: number; rows: number } =>
  sizeOf(source.shape) === 1
    ? { columns: PLACES.line, rows: 1 }
    : { columns: PLACES.square, rows: PLACES.square };

/** The middles of the cells, [cells, 1 or 2]; none where D's value depends on more than those. */
function placesOf(session: Session, bounds: Bounds | undefined): Argument | undefined {
  const size = sizeOf(session.source.shape);
  if (!bounds || size > 2 || session.model.classes !== undefined) return undefined;
  const { columns, rows } = gridOf(session);
  const { xMin, xMax, yMin, yMax } = bounds;
  const values = new Float32Array(columns * rows * size);
  for (let cell = 0; cell < columns * rows; cell++) {
    values[cell * size] = xMin + ((xMax - xMin) * ((cell % columns) + 0.5)) / columns;
    if (size === 2)
      values[cell * 2 + 1] = yMin + ((yMax - yMin) * (Math.floor(cell / columns) + 0.5)) / rows;
  }
  return { dtype: "float32", shape: [columns * rows, size], values };
}

/** How many numbers each traced tensor has, of the programs that were asked: in their order. */
const layouts = new WeakMap<Program, [name: string, size: number][]>();

/** All tensors of the trace as flat numbers, by their names. */
async function tracedTensors(
  session: Session,
  bounds: Bounds | undefined,
): Promise<Record<string, Float32Array>> {
  const { model, program, source, step } = session;
  const { inputs, read } = inputsOf(model, source, () => session.model);
  const pretraining = isPretraining(model, step);
  const directions = source.shape.length === 1;
  const shown = directions ? SHOWN.points : SHOWN.pictures;
  const places = placesOf(session, bounds);
  const given = {
    ...argumentsAt(inputs, step),
    iteration: { dtype: "int32" as const, shape: [], values: Int32Array.of(step) },
    ...(places ? { places } : {}),
  };
  const all = await program.compute(
    "trace",
    (state, { iteration, places: at, ...rest }) => {
      const stepInputs = read(rest, iteration as Scalar);
      const options = { pretraining, directions, shown, places: at };
      const trace = traceIteration(model, unflattenState(model, state), stepInputs, options);
      layouts.set(
        program,
        Object.entries(trace).map(([name, { size }]) => [name, size]),
      );
      return concat(Object.values(trace).map((tensor): Tensor => tensor.reshape([-1])));
    },
    given,
  );
  let at = 0;
  return Object.fromEntries(
    (layouts.get(program) ?? []).map(([name, size]) => [name, all.subarray(at, (at += size))]),
  );
}

/** What the inputs of a step are at an iteration. */
const argumentsAt = (inputs: Step["inputs"], iteration: number): Record<string, Argument> =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, input]): [string, Argument] => {
      const now = input.at(iteration);
      if (input.kind === "series")
        return [
          name,
          { dtype: "float32", shape: [...input.shape], values: Float32Array.from(now) },
        ];
      const { table, count } = input;
      const shape = [count, ...table.rowShape];
      return table.values instanceof Uint8Array
        ? [name, { dtype: "uint8", shape, values: gatherRows(input, now, bytes(shape)) }]
        : [name, { dtype: "float32", shape, values: gatherRows(input, now, floats(shape)) }];
    }),
  );

const bytes = (shape: readonly number[]) => new Uint8Array(sizeOf(shape));
const floats = (shape: readonly number[]) => new Float32Array(sizeOf(shape));

async function updateOf(
  session: Session,
  numbers: Record<string, Float32Array>,
  i: number,
): Promise<TracedUpdate> {
  const of = (name: string) => numbers[`${i}/${name}`];
  const discriminator = of("discriminator");
  const generator = of("generator");
  const ahead = of("ahead");
  const descent = of("descent");
  const samples: Pick<TracedUpdate, "fake" | "real" | "fakeAfter"> = {};
  for (const name of ["fake", "real", "fakeAfter"] as const) {
    const told = await samplesOf(session, of(name));
    if (told) samples[name] = told;
  }
  const size = sizeOf(session.source.shape);
  return {
    latents: Array.from(of("latents") ?? [], short),
    ...samples,
    ...(discriminator
      ? { discriminator: named<TracedDiscriminator>(DISCRIMINATOR_NUMBERS, discriminator) }
      : {}),
    ...(generator ? { generator: named<TracedGenerator>(GENERATOR_NUMBERS, generator) } : {}),
    ...(descent ? { descent: shownNumbers(descent, size) } : {}),
    ...(ahead ? { ahead: { lossD: ahead[0] ?? NaN, lossG: ahead[1] ?? NaN } } : {}),
  };
}

const named = <T extends Record<keyof T, number>>(
  names: readonly (keyof T & string)[],
  values: Float32Array,
): T => Object.fromEntries(names.map((name, i) => [name, values[i]])) as T;

/** The first two numbers of each sample. */
const shownNumbers = (values: Float32Array, size: number): number[] =>
  Array.from(
    values.filter((_, i) => i % size < 2),
    short,
  );

async function samplesOf(
  { source, experiment }: Session,
  values: Float32Array | undefined,
): Promise<TracedSamples | undefined> {
  if (!values) return undefined;
  const size = sizeOf(source.shape);
  if (source.shape.length === 1) return shownNumbers(values, size);
  if (!isPictureLike(experiment.data) || source.kind !== "examples") return undefined;
  const [height, width, channels = 1] = source.shape as [number, number, number?];
  const layout = gridLayout(values.length / size, width, height);
  const png = await tiledPng(values, layout, channels, viewRange(source.dataset));
  return { layout, png: Buffer.from(png).toString("base64") };
}

/** D's values over the plane, before and after: on one scale. */
function planeOf(
  session: Session,
  bounds: Bounds,
  numbers: Record<string, Float32Array>,
): TracedPlane {
  const before = numbers["places/before"];
  const after = numbers["places/after"];
  if (!before || !after) return bounds;
  const { values, critic } = normaliseCriticOutput(session.model, [...before, ...after]);
  return {
    ...bounds,
    d: {
      ...gridOf(session),
      before: values.slice(0, before.length).map(short),
      after: values.slice(before.length).map(short),
      ...(critic ? { critic } : {}),
    },
  };
}

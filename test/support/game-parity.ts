import { Figures, type Packed, unpack, unpackAll } from "./gan";
import type { Parity } from "./objective-parity";
import { fixture } from "./paths";
import { concatSmallSlots, stepInputs, steps } from "./step-parity";
import { at, found, present } from "./values";
import {
  type OptimizerConfig,
  optimizerSchema,
  experimentSchema,
} from "../../src/experiment/schema";
import { loadEngine } from "../../src/engine";
import { answerUpdate, dualityGap, gameValue } from "../../src/gan/diagnostics/duality-gap";
import type { Operator } from "../../src/gan/diagnostics/eigenvalues";
import { gamePath, gradientAndLosses } from "../../src/gan/diagnostics/path";
import { gameSpectrum, timesHessian, timesJacobian } from "../../src/gan/diagnostics/spectrum";
import { flatVector, sizeOf, vectorOf } from "../../src/gan/diagnostics/vectors";
import type { Game, GameVector } from "../../src/gan/game";
import { gameOn } from "../../src/gan/loss-gradients";
import { hyperOf, modelOf } from "../../src/gan/model";
import { optimizer, settingsAt } from "../../src/gan/optimizers";
import { fold, rootKey } from "../../src/gan/random";
import { unflattenState } from "../../src/gan/state";
import { mapTree } from "../../src/gan/tree";
import type { DualityGap, Eigenvalue, GameSpectrum, PathPoint } from "../../src/shared/game";
import type { NetworkName } from "../../src/shared/run/run";
import { scalar, type Tensor, tensor1d, tidy } from "../../src/tensor/tf";

/*
 * What the diagnostics of the game are held against: whole Jacobians and Hessians of PyTorch and
 * their eigenvalues of NumPy, kept in test/fixtures/game.json.
 */

/** Of the largest number that a row compares. */
export const GAME_BOUND = 1e-5;

export type Complex = readonly [re: number, im: number];

/** All of an asynchronous work at once. */
export async function complete<T>(work: AsyncGenerator<unknown, T>): Promise<T> {
  for (;;) {
    const { done, value } = await work.next();
    if (done) return value;
  }
}

/** The largest distance of an expected eigenvalue from the nearest that was found. */
export function eigenvalueDistance(
  values: readonly Eigenvalue[],
  expected: readonly Complex[],
): number {
  const nearest = expected.map(([re, im]) =>
    Math.min(...values.map((value) => Math.hypot(value.re - re, value.im - im))),
  );
  return Math.max(...nearest);
}

/** Numbers without a pattern, to start from. */
export const anyNumbers = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(1 + 7 * i * i));

/** A function of a tensor, run op by op on the current engine. */
const operatorOf =
  (f: (x: Tensor) => Tensor): Operator =>
  (x) => {
    let numbers = new Float64Array();
    tidy(() => {
      numbers = Float64Array.from(f(tensor1d(Float32Array.from(x))).dataSync());
    });
    return Promise.resolve(numbers);
  };

/** The leading eigenvalues of a game. */
export const spectrumAt = (game: Game, place: GameVector, count: number): Promise<GameSpectrum> => {
  const hessian = (player: NetworkName) => operatorOf((x) => timesHessian(game, player, place, x));
  return complete(
    gameSpectrum(
      {
        jacobian: operatorOf((x) => timesJacobian(game, place, x)),
        hessians: { generator: hessian("generator"), discriminator: hessian("discriminator") },
      },
      {
        generator: anyNumbers(sizeOf(place.generator)),
        discriminator: anyNumbers(sizeOf(place.discriminator)).map((value) => value + 0.1),
      },
      { count, tolerance: 0 },
    ),
  );
};

const numbersOf = (vector: GameVector): Float64Array =>
  Float64Array.from(tidy(() => flatVector(vector)).dataSync());

/** The game on the line between two places. */
export const pathBetween = (
  game: Game,
  first: GameVector,
  second: GameVector,
  alphas: readonly number[],
): Promise<PathPoint[]> =>
  complete(
    gamePath(
      operatorOf((theta) => gradientAndLosses(game, vectorOf(first, theta))),
      { first: numbersOf(first), second: numbersOf(second) },
      alphas,
    ),
  );

/** The duality gap of a game whose data is always the same, after `steps` updates of each player. */
export function gapAt(
  game: Game,
  place: GameVector,
  config: OptimizerConfig,
  steps: number,
): DualityGap {
  const value = gameValue(game);
  const after = (player: NetworkName): number => {
    let measured = NaN;
    tidy(() => {
      const rule = optimizer(config);
      let answer = { own: place[player], slots: rule.init(place[player]) };
      for (let step = 0; step < steps; step++) {
        const hyper = mapTree(settingsAt(config, step), (setting) => scalar(setting));
        const context = { optimizer: rule, hyper, key: rootKey(1, step) };
        answer = answerUpdate(player, value, place, answer, context);
      }
      measured = at([...value({ ...place, [player]: answer.own }).dataSync()], 0);
    });
    return measured;
  };
  return dualityGap({
    againstGenerator: after("discriminator"),
    againstDiscriminator: after("generator"),
  });
}

export interface GameCase {
  name: string;
  jacobian: Complex[];
  generator: Complex[];
  discriminator: Complex[];
  path: PathPoint[];
  dualityGap: Record<"againstGenerator" | "againstDiscriminator", number>;
}

const reference = fixture<{
  madeWith: { torch: string };
  answer: { steps: number; rate: number };
  cases: GameCase[];
}>("game");
export const gameCases = reference.cases;

/** A case's game on the first batch, where its training begins and where it has come to. */
function gameOf(name: string): { game: Game; first: GameVector; second: GameVector } {
  const inputs = found(stepInputs, (one) => one.name === name);
  const model = modelOf(experimentSchema.parse(inputs.experiment));
  const stateOf = (packed: Record<string, Packed>) =>
    unflattenState(model, unpackAll(concatSmallSlots(packed)));
  const weightsOf = (packed: Record<string, Packed>): GameVector => {
    const { generator, discriminator } = stateOf(packed);
    return { generator: generator.params, discriminator: discriminator.params };
  };
  const { steps: taken } = found(steps.cases, (one) => one.name === name);
  const key = fold(fold(rootKey(model.seed, 0), "discriminator"), 0);
  const real = { x: unpack(at(at(inputs.steps, 0).real, 0)) };
  const { objective } = hyperOf(model, 0);
  return {
    game: gameOn(model, stateOf(inputs.state), real, key, objective),
    first: weightsOf(inputs.state),
    second: weightsOf(present(taken.at(-1)).state),
  };
}

/** Eigenvalues, path and duality gap of a case. */
export async function checkGame(expected: GameCase, figures: Figures): Promise<void> {
  const { game, first, second } = gameOf(expected.name);
  const size = sizeOf(first.generator) + sizeOf(first.discriminator);
  const { jacobian, hessians } = await spectrumAt(game, first, size);
  const spectra = { jacobian, ...hessians };
  const largest = Math.hypot(...at(expected.jacobian, 0));
  for (const kind of ["jacobian", "generator", "discriminator"] as const) {
    const off = eigenvalueDistance(spectra[kind], expected[kind].slice(0, 6));
    figures.check(`eigenvalues, ${kind}`, kind, [off / largest], [0], 1);
  }
  const alphas = expected.path.map(({ alpha }) => alpha);
  const points = await pathBetween(game, first, second, alphas);
  for (const what of ["cosine", "along", "norm", "generator", "discriminator"] as const) {
    const of = (path: readonly PathPoint[]) => path.map((point) => point[what]);
    figures.check(`path, ${what}`, what, of(points), of(expected.path), 0.1);
  }
  const { steps: updates, rate } = reference.answer;
  const descent = optimizerSchema.parse({ type: "sgd", learningRate: rate });
  const gap = gapAt(game, first, descent, updates);
  for (const what of ["againstGenerator", "againstDiscriminator"] as const)
    figures.check("duality gap", what, [gap[what]], [expected.dualityGap[what]], 0.1);
}

/** On TensorFlow; bounded by `GAME_BOUND`. */
export const gameParity: Parity[] = gameCases.map((one) => ({
  name: `game: ${one.name}`,
  reference: "PyTorch, NumPy",
  version: reference.madeWith.torch,
  async run() {
    await loadEngine("tensorflow", { convolution: false });
    const figures = new Figures(Infinity);
    await checkGame(one, figures);
    return figures.largest;
  },
}));

import { writeFileSync } from "node:fs";
import { extname } from "node:path";
import { optimizerSchema } from "../../experiment/schema";
import { answerUpdate, dualityGap, gameValue } from "../../gan/diagnostics/duality-gap";
import type { Operator } from "../../gan/diagnostics/eigenvalues";
import { gamePath, gradientAndLosses, pathAlphas } from "../../gan/diagnostics/path";
import { gameSpectrum, timesHessian, timesJacobian } from "../../gan/diagnostics/spectrum";
import { flatVector, sizeOf, vectorOf } from "../../gan/diagnostics/vectors";
import type { Game, GameVector } from "../../gan/game";
import { type Batch, gameOn } from "../../gan/loss-gradients";
import { hyperOf } from "../../gan/model";
import { optimizer, settingsAt } from "../../gan/optimizers";
import { fold, type Key, normal, rootKey } from "../../gan/random";
import { unflattenState } from "../../gan/state";
import { mapTree, mergeTrees, subtree, withPrefix } from "../../gan/tree";
import { createProgram } from "../../engine/create-program";
import type { Argument, Step, Tensors } from "../../engine/program";
import { readRecord } from "../../run";
import { GanError } from "../../shared/errors";
import type { DualityGap, GameSpectrum, PathPoint } from "../../shared/game";
import type { Job, JobResult } from "../../shared/protocol/jobs";
import type { NetworkName } from "../../shared/run/run";
import { formatCount } from "../../shared/text/format";
import { valuesOf } from "../../tensor/tensor-values";
import { scalar, tensor, type Tensor } from "../../tensor/tf";
import type { OpenedRun } from "../evaluation";
import { gameSvg } from "../pictures/game";
import { gameData, type GameData } from "./game-data";
import { openRun, type Post } from "./open";
import { finish } from "./pieces";

/*
 * The game of a run at a checkpoint: eigenvalues, the path from another checkpoint, and the duality
 * gap. Nothing of the run is changed.
 */

type GameJob = Extract<Job, { kind: "game" }>;

/** Measures the game of a run at a checkpoint. */
export async function gameJob(job: GameJob, post: Post): Promise<JobResult> {
  if (job.out !== undefined && extname(job.out).toLowerCase() !== ".svg")
    throw new GanError("bad-usage", "a picture of the game is SVG", "end the file with .svg");
  const run = await openRun(job, post, { trainsConvolution: true });
  const { packing } = run.model.objective;
  const count = Math.max(1, Math.round(job.samples / packing)) * packing;
  const data = await gameData(run, { runDir: job.runDir, count }, post);
  const game = new MeasuredGame(run, data);
  const tell = (what: string) => (fraction: number) => post({ type: "progress", what, fraction });
  const spectrum = await finish(game.spectrum(job.eigenvalues), tell("eigenvalues"));
  const gap = await finish(game.gap(job.answerSteps), tell("duality gap"));
  const path = job.from === undefined ? undefined : await pathFrom(game, job, job.from, post);
  if (job.out !== undefined) {
    const title = `${readRecord(job.runDir).name}, step ${formatCount(run.step)}`;
    writeFileSync(job.out, gameSvg(title, spectrum, path?.points));
  }
  return {
    kind: "game",
    step: run.step,
    samples: count,
    engine: `${run.engine.name} ${run.engine.version}`,
    spectrum,
    gap,
    ...(path ? { path } : {}),
  };
}

/** The path from another checkpoint of the run to the one that is open. */
async function pathFrom(
  game: MeasuredGame,
  job: GameJob,
  from: number,
  post: Post,
): Promise<{ from: number; points: PathPoint[] }> {
  const other = await openRun({ ...job, at: from }, post, { trainsConvolution: true });
  const first = await weightsOf(other);
  other.program.dispose();
  const work = game.path(first, job.points);
  const points = await finish(work, (fraction) =>
    post({ type: "progress", what: "path", fraction }),
  );
  return { from, points };
}

/** Updates of a search between two tellings of how far it is. */
const ANSWERS_AT_ONCE = 20;
/** How players look for their best answers. */
const ANSWER = optimizerSchema.parse({ type: "adam", learningRate: 0.001 });

/** The weights of both networks, as in `flatVector`. */
const weightsOf = async (run: Pick<OpenedRun, "program" | "model">): Promise<Float64Array> =>
  Float64Array.from(
    await run.program.compute("weights of the game", (state) => flatVector(placeIn(run, state))),
  );

/** The weights of both networks in a state. */
function placeIn<T>(
  { model }: Pick<OpenedRun, "model">,
  state: Record<string, T>,
): Record<NetworkName, Record<string, T>> {
  const { generator, discriminator } = unflattenState(model, state);
  return { generator: generator.params, discriminator: discriminator.params };
}

const vectorInput = (x: Float64Array): Argument => ({
  dtype: "float32",
  shape: [x.length],
  values: Float32Array.from(x),
});

/** The most numbers of the vectors that Arnoldi's method keeps: a gigabyte. */
const MAX_BASIS = 1 << 27;

/** A run's game on batches of its data, computed by its program. */
class MeasuredGame {
  constructor(
    readonly run: OpenedRun,
    readonly data: GameData,
  ) {}

  /** The leading eigenvalues of the Jacobian and of both Hessians, on the first batch. */
  async *spectrum(count: number): AsyncGenerator<number, GameSpectrum> {
    const { program, model } = this.run;
    const start = async (player: NetworkName) =>
      Float64Array.from(
        await program.compute(`start of ${player}`, (state) =>
          normal(fold(fold(rootKey(model.seed, 0), "game"), player), [
            sizeOf(placeIn(this.run, state)[player]),
          ]),
        ),
      );
    const starts = {
      generator: await start("generator"),
      discriminator: await start("discriminator"),
    };
    const hessian = (player: NetworkName) =>
      this.#operator(`Hessian of ${player}`, (game, at, x) => timesHessian(game, player, at, x));
    const products = {
      jacobian: this.#operator("Jacobian", timesJacobian),
      hessians: { generator: hessian("generator"), discriminator: hessian("discriminator") },
    };
    const size = starts.generator.length + starts.discriminator.length;
    const most = Math.min(120, Math.max(2 * count, Math.floor(MAX_BASIS / size)));
    return yield* gameSpectrum(products, starts, { count, products: most, tolerance: 1e-4 });
  }

  /** The game on the line from given weights to the run's, on the first batch. */
  async *path(first: Float64Array, points: number): AsyncGenerator<number, PathPoint[]> {
    const at = this.#operator("gradient and losses", (game, place, theta) =>
      gradientAndLosses(game, vectorOf(place, theta)),
    );
    const second = await weightsOf(this.run);
    return yield* gamePath(at, { first, second }, pathAlphas(points));
  }

  /** The duality gap on the first batch, after `steps` updates of each player on others. */
  async *gap(steps: number): AsyncGenerator<number, DualityGap> {
    const againstGenerator = yield* this.#valueAfter("discriminator", steps, 0);
    const againstDiscriminator = yield* this.#valueAfter("generator", steps, 0.5);
    return dualityGap({ againstGenerator, againstDiscriminator });
  }

  /** M where a player has looked for its best answer. */
  async *#valueAfter(
    player: NetworkName,
    steps: number,
    share: number,
  ): AsyncGenerator<number, number> {
    const { engine, program } = this.run;
    const state = await program.state();
    const own = placeIn(this.run, state)[player];
    const slots = valuesOf(() =>
      optimizer(ANSWER).init(
        mapTree(own, ({ values, shape, dtype }) => tensor(values, shape, dtype)),
      ),
    );
    const start = mergeTrees([
      withPrefix("run", state),
      withPrefix("own", own),
      withPrefix("slots", slots),
    ]);
    const answers = await createProgram(engine, this.#answerStep(player), start, "loop");
    try {
      for (let step = 0; step < steps;) {
        const count = Math.min(ANSWERS_AT_ONCE, steps - step, answers.capacity);
        await answers.run(step, count);
        step += count;
        yield share + (0.5 * step) / steps;
      }
      const value = await answers.compute(
        `value against ${player}`,
        (named, inputs) => {
          const whole = subtree(named, "run");
          const at = { ...placeIn(this.run, whole), [player]: subtree(named, "own") };
          return gameValue(this.#measured(whole, inputs))(at).reshape([1]);
        },
        this.data.inputs,
      );
      return value[0]!;
    } finally {
      answers.dispose();
    }
  }

  /** A player's search for its best answer, as a step of a program. */
  #answerStep(player: NetworkName): Step {
    const { seed } = this.run.model;
    const rule = optimizer(ANSWER);
    return {
      inputs: this.data.stepInputs,
      run: (named, inputs, iteration) => {
        const whole = subtree(named, "run");
        const key = fold(rootKey(seed, iteration), "answer");
        const game = this.#game(whole, this.data.trained(inputs, key), key);
        const next = answerUpdate(
          player,
          gameValue(game),
          placeIn(this.run, whole),
          { own: subtree(named, "own"), slots: subtree(named, "slots") },
          {
            optimizer: rule,
            hyper: mapTree(settingsAt(ANSWER, 0), (value) => scalar(value)),
            key: fold(key, "optimizer"),
          },
        );
        const state = mergeTrees([
          withPrefix(
            "run",
            mapTree(whole, (tensor) => tensor.clone()),
          ),
          withPrefix("own", next.own),
          withPrefix("slots", next.slots),
        ]);
        return { state, metrics: iteration.cast("float32").reshape([1]) };
      },
    };
  }

  /** A function of the game and of a vector, on the batch to measure on. */
  #operator(name: string, f: (game: Game, at: GameVector, x: Tensor) => Tensor): Operator {
    return async (x) =>
      Float64Array.from(
        await this.run.program.compute(
          `${name} of the game`,
          (state, inputs) =>
            f(this.#measured(state, inputs), placeIn(this.run, state), inputs["vector"]!),
          { vector: vectorInput(x), ...this.data.inputs },
        ),
      );
  }

  /** The game on the batch to measure on. */
  #measured(state: Tensors, inputs: Tensors): Game {
    const key = fold(rootKey(this.run.model.seed, 0), "game");
    return this.#game(state, this.data.measured(inputs), key);
  }

  /** The game of a state on a batch, with the random numbers of a key. */
  #game(state: Tensors, batch: Batch, key: Key): Game {
    const { model, step } = this.run;
    const larger = { ...model, batchSize: this.data.count / model.objective.packing };
    const { objective } = hyperOf(model, step);
    return gameOn(larger, unflattenState(model, state), batch, key, objective);
  }
}

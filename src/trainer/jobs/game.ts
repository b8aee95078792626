import { writeFileSync } from "node:fs";
import { extname } from "node:path";
import { optimizerSchema } from "../../experiment/schema";
import { answerUpdate, dualityGap, gameValue } from "../../gan/diagnostics/duality-gap";
import type { Operator } from "../../gan/diagnostics/eigenvalues";
import { gamePath, gradientAndLosses, pathAlphas } from "../../gan/diagnostics/path";
import { gameSpectrum, timesHessian, timesJacobian } from "../../gan/diagnostics/spectrum";
import { flatTree, flatVector, sizeOf, treeOf, vectorOf } from "../../gan/diagnostics/vectors";
import type { Game, GameVector } from "../../gan/game";
import { gameOn } from "../../gan/loss-gradients";
import { hyperOf } from "../../gan/model";
import { optimizer, settingsAt } from "../../gan/optimizers";
import { fold, normal, rootKey } from "../../gan/random";
import { unflattenState } from "../../gan/state";
import { mapTree, mergeTrees, subtree, withPrefix } from "../../gan/tree";
import type { Argument, PureFunction, Tensors } from "../../engine/program";
import { readRecord } from "../../run";
import { GanError } from "../../shared/errors";
import type { DualityGap, GameSpectrum, PathPoint } from "../../shared/game";
import type { Job, JobResult } from "../../shared/protocol/jobs";
import type { NetworkName } from "../../shared/run/run";
import { formatCount } from "../../shared/text/format";
import { scalar, type Tensor } from "../../tensor/tf";
import type { OpenedRun } from "../evaluation";
import { gameSvg } from "../pictures/game";
import { BATCH, gameData, type GameData } from "./game-data";
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

/** How players look for their best answers. */
const ANSWER = optimizerSchema.parse({ type: "adam", learningRate: 0.001 });

/** The weights of both networks, as in `flatVector`. */
const weightsOf = async (run: Pick<OpenedRun, "program" | "model">): Promise<Float64Array> =>
  Float64Array.from(
    await run.program.compute("weights of the game", (state) => flatVector(placeIn(run, state))),
  );

/** The weights of both networks in a state. */
function placeIn({ model }: Pick<OpenedRun, "model">, state: Tensors): GameVector {
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
    const rule = optimizer(ANSWER);
    const named = (at: GameVector) =>
      mergeTrees([withPrefix("own", at[player]), withPrefix("slots", rule.init(at[player]))]);
    const compute = (name: string, f: PureFunction, inputs: Record<string, Argument> = {}) =>
      this.run.program.compute(`${name} of ${player}`, f, inputs);
    let answer = await compute("first answer", (state) =>
      flatTree(named(placeIn(this.run, state))),
    );
    const hyper = () => mapTree(settingsAt(ANSWER, 0), (value) => scalar(value));
    for (let step = 0; step < steps; step++) {
      answer = await compute(
        "answer",
        (state, inputs) => {
          const at = placeIn(this.run, state);
          const now = treeOf(named(at), inputs["answer"]!);
          const next = answerUpdate(
            player,
            gameValue(this.#game(state, inputs)),
            at,
            { own: subtree(now, "own"), slots: subtree(now, "slots") },
            { optimizer: rule, hyper: hyper(), key: rootKey(this.run.model.seed, 0) },
          );
          return flatTree(
            mergeTrees([withPrefix("own", next.own), withPrefix("slots", next.slots)]),
          );
        },
        { answer: vectorInput(Float64Array.from(answer)), ...this.data.inputs(step + 1) },
      );
      yield share + (0.5 * (step + 1)) / steps;
    }
    const value = await compute(
      "value",
      (state, inputs) => {
        const at = placeIn(this.run, state);
        const own = subtree(treeOf(named(at), inputs["answer"]!), "own");
        return gameValue(this.#game(state, inputs))({ ...at, [player]: own }).reshape([1]);
      },
      { answer: vectorInput(Float64Array.from(answer)), ...this.data.inputs(0) },
    );
    return value[0]!;
  }

  /** A function of the game and of a vector, on the first batch. */
  #operator(name: string, f: (game: Game, at: GameVector, x: Tensor) => Tensor): Operator {
    return async (x) =>
      Float64Array.from(
        await this.run.program.compute(
          `${name} of the game`,
          (state, inputs) =>
            f(this.#game(state, inputs), placeIn(this.run, state), inputs["vector"]!),
          { vector: vectorInput(x), ...this.data.inputs(0) },
        ),
      );
  }

  /** The game on the batch in a function's inputs, with random numbers of the batch's own. */
  #game(state: Tensors, inputs: Tensors): Game {
    const { model, step } = this.run;
    const larger = { ...model, batchSize: this.data.count / model.objective.packing };
    const key = fold(rootKey(model.seed, inputs[BATCH]!), "game");
    const { objective } = hyperOf(model, step);
    return gameOn(larger, unflattenState(model, state), this.data.batch(inputs), key, objective);
  }
}

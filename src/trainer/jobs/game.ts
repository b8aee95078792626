import { writeFileSync } from "node:fs";
import { extname } from "node:path";
import type { FiniteDataset } from "../../data/dataset";
import { isSynthetic } from "../../experiment/schema";
import type { Operator } from "../../gan/diagnostics/eigenvalues";
import { gamePath, gradientAndLosses, pathAlphas } from "../../gan/diagnostics/path";
import { gameSpectrum, timesHessian, timesJacobian } from "../../gan/diagnostics/spectrum";
import { flatVector, sizeOf, vectorOf } from "../../gan/diagnostics/vectors";
import type { Game, GameVector } from "../../gan/game";
import { fold, normal, rootKey } from "../../gan/random";
import type { Argument } from "../../engine/program";
import { readRecord } from "../../run";
import { gameSvg } from "../../shared/charts/game-charts";
import { GanError } from "../../shared/errors";
import { cacheDirs } from "../../shared/files/cache";
import type { GameSpectrum, PathPoint } from "../../shared/game";
import type { Job, JobResult } from "../../shared/protocol/jobs";
import type { NetworkName } from "../../shared/run/run";
import { formatCount } from "../../shared/text/format";
import type { Tensor } from "../../tensor/tf";
import { type OpenedRun, RealData } from "../evaluation";
import { measureGap, weightsNow, wholePacks } from "../evaluation/duality-gap";
import { measuredGame, placeIn } from "../evaluation/game-at";
import { type GameData, gameData } from "../evaluation/game-data";
import { openRun, type Post } from "./open";
import { recordedData } from "./outputs";
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
  const count = wholePacks(job.samples, run.model.objective.packing);
  const data = await gameData(run, await trainedExamples(run, job.runDir, post), count);
  const game = new MeasuredGame(run, data);
  const tell = (what: string) => (fraction: number) => post({ type: "progress", what, fraction });
  const spectrum = await finish(game.spectrum(job.eigenvalues), tell("eigenvalues"));
  const gap = await finish(
    measureGap(run, await weightsNow(run), data, job.answerSteps),
    tell("duality gap"),
  );
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

/** Examples that the run was trained with; none where the data is drawn. */
async function trainedExamples(
  { experiment: { data } }: OpenedRun,
  runDir: string,
  post: Post,
): Promise<FiniteDataset | undefined> {
  if (isSynthetic(data)) return undefined;
  const known = recordedData({ runDir, data, post });
  return new RealData(data, cacheDirs(), { known }).trained();
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

/** The weights of both networks, as in `flatVector`. */
const weightsOf = async (run: Pick<OpenedRun, "program" | "model">): Promise<Float64Array> =>
  Float64Array.from(
    await run.program.compute("weights of the game", (state) => flatVector(placeIn(run, state))),
  );

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

  /** A function of the game and of a vector, on the batch to measure on. */
  #operator(name: string, f: (game: Game, at: GameVector, x: Tensor) => Tensor): Operator {
    return async (x) =>
      Float64Array.from(
        await this.run.program.compute(
          `${name} of the game`,
          (state, inputs) =>
            f(
              measuredGame(this.run, this.data, state, inputs),
              placeIn(this.run, state),
              inputs["vector"]!,
            ),
          { vector: vectorInput(x), ...this.data.inputs },
        ),
      );
  }
}

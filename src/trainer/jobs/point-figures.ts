import type { Source } from "../../data/source";
import { dataShape, sizeOf } from "../../experiment/shapes";
import { readDataRecord } from "../../run/data-record";
import type { DensityPicture, ScatterPicture } from "../../shared/run/picture";
import type { OpenedRun } from "../evaluation";
import { densityOf, densityOfSamples } from "../pictures/density";
import type { PicturedRun } from "../pictures/pieces";
import { generatedPoints, scatterOf } from "../pictures/scatter";
import { openInUnits } from "../session/run-data";
import { short } from "../session/samples";
import type { ReadyRun } from "./open";
import { finish } from "./pieces";

/* Samples that are points as figures: beside the data, over what D says of each place. */

type PointFigure = ScatterPicture | DensityPicture;

export class PointFigures {
  #source: Promise<Source> | undefined;
  /** What a checkpoint's figures have in common. */
  readonly #grounds = new WeakMap<OpenedRun, Promise<PointFigure>>();

  constructor(private readonly ready: ReadyRun) {}

  /** The figure of samples at a checkpoint. */
  async figureOf(opened: OpenedRun, samples: Float32Array): Promise<PointFigure> {
    const known = this.#grounds.get(opened) ?? this.#groundOf(opened);
    this.#grounds.set(opened, known);
    const ground = await known;
    const size = sizeOf(dataShape(this.ready.experiment.data));
    if (ground.kind === "scatter") return { ...ground, ...generatedPoints(samples, size) };
    const { pGenerator, notFinite } = await densityOfSamples(samples, ground.x);
    const generated = [...samples].filter(Number.isFinite).map(short);
    const figure = { ...ground, pGenerator: pGenerator.map(short), generated };
    return notFinite > 0 ? { ...figure, notFinite } : figure;
  }

  /**
   * Data, D and G's manifold. The optimal D follows from all of p_g and not from some samples: it
   * is left out, as are the directions of other samples.
   */
  async #groundOf({ program, model, experiment, step }: OpenedRun): Promise<PointFigure> {
    this.#source ??= this.#open();
    const run: PicturedRun = { program, model, experiment, step, source: await this.#source };
    const one = sizeOf(run.source.shape) === 1;
    const ground: PointFigure = one
      ? await finish(densityOf(run), () => undefined)
      : (await finish(scatterOf(run), () => undefined)).picture;
    if (ground.kind === "density") delete ground.dOptimal;
    else {
      delete ground.heat.dOptimal;
      delete ground.heat.pGenerator;
    }
    delete ground.descent;
    delete ground.notFinite;
    return ground;
  }

  #open(): Promise<Source> {
    const { runDir, experiment, dataDir } = this.ready;
    return openInUnits(experiment.data, dataDir, readDataRecord(runDir), {});
  }
}

import { conditionsOf } from "../../experiment/classes";
import { isPictureLike } from "../../experiment/evaluation";
import { dataShape } from "../../experiment/shapes";
import { checkpointSteps } from "../../run";
import type { Drawn, ExploreAsk, ExploredRun } from "../../shared/protocol/explore";
import type { OpenedRun } from "../evaluation";
import { tiledPng } from "../pictures/images";
import { effectsOf } from "./effects";
import { type AskedLatents, askedLatents } from "./latents";
import { openAt, type Post, readyRun, type ReadyRun } from "./open";
import { rangeOf, type SampledRun, tableContent } from "./outputs";
import { PointFigures } from "./point-figures";
import { checkedWeights, layoutOf, samplesTold, savedText } from "./sample";

/* Draws samples of a run as they are asked for, from whichever of its checkpoints. */

/** Checkpoints that are kept in memory, the latest used last. */
const KEPT_CHECKPOINTS = 4;

const silently: Post = () => undefined;

export class Explorer {
  readonly #opened = new Map<number, OpenedRun>();
  readonly #points: PointFigures;
  #range: ReturnType<typeof rangeOf> | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly ready: ReadyRun,
    private readonly post: Post,
  ) {
    this.#points = new PointFigures(ready);
  }

  /** @throws GanError where the run cannot be read, or has no checkpoint */
  static async open(
    asked: { runDir: string; engine?: string | undefined },
    post: Post,
  ): Promise<Explorer> {
    return new Explorer(await readyRun(asked, post), post);
  }

  get run(): ExploredRun {
    const { runDir, experiment, engine } = this.ready;
    const classes = conditionsOf(experiment);
    return {
      steps: checkpointSteps(runDir).toReversed(),
      latent: experiment.latent,
      ...(classes ? { classes: [...classes] } : {}),
      hasAverage: experiment.training.generatorAverage !== undefined,
      pictures: isPictureLike(experiment.data),
      count: experiment.samples.count,
      seed: experiment.training.seed,
      engine: `${engine.name} ${engine.version}`,
    };
  }

  /** One ask after another. @throws GanError that says what is asked wrongly */
  draw(ask: ExploreAsk): Promise<Drawn> {
    const drawn = this.#queue.then(() => this.#draw(ask));
    this.#queue = drawn.catch(() => undefined);
    return drawn;
  }

  async #draw(ask: ExploreAsk): Promise<Drawn> {
    const began = performance.now();
    const opened = await this.#at(ask.at);
    const weights = checkedWeights(opened, ask.weights);
    const asked = await askedLatents(opened, ask.latents);
    const answer =
      ask.want === "effects"
        ? { effects: await effectsOf(opened, asked, weights) }
        : await this.#samples(opened, asked, { ...ask, weights });
    const { step } = opened;
    const steps = checkpointSteps(this.ready.runDir).toReversed();
    return { step, steps, milliseconds: performance.now() - began, ...answer };
  }

  async #samples(
    opened: OpenedRun,
    asked: AskedLatents,
    { want, weights }: ExploreAsk,
  ): Promise<Partial<Drawn>> {
    const { runDir, experiment } = this.ready;
    const { data } = experiment;
    const run: SampledRun = { runDir, data, post: this.post };
    const { latents, classes } = asked;
    const values = await samplesTold(opened, latents, classes, silently, weights);
    const kept =
      want === "keep"
        ? {
            kept: savedText(opened, asked, { runDir, weights }),
            latent: [...latents.subarray(0, opened.model.latent.size)],
          }
        : {};
    if (!isPictureLike(data)) {
      const figure = await this.#points.figureOf(opened, values);
      if (want !== "keep") return { figure };
      return { figure, ...kept, table: await tableContent(run, values) };
    }
    const layout = layoutOf(opened, asked, data);
    this.#range ??= rangeOf(run);
    const channels = dataShape(data)[2] ?? 1;
    const png = await tiledPng(values, layout, channels, await this.#range);
    const text = Buffer.from(png).toString("base64");
    return { figure: { kind: "images", layout, png: text }, ...kept };
  }

  /** The run at a checkpoint; those that were used last are still open. */
  async #at(asked: number | undefined): Promise<OpenedRun> {
    const [latest = NaN] = checkpointSteps(this.ready.runDir);
    const step = asked ?? latest;
    const opened = this.#opened.get(step) ?? (await openAt(this.ready, asked, this.post));
    this.#opened.delete(step);
    // Where the latest cannot be used, an earlier one stands for it.
    this.#opened.set(step, opened);
    for (const [old, { program }] of this.#opened) {
      if (this.#opened.size <= KEPT_CHECKPOINTS) break;
      program.dispose();
      this.#opened.delete(old);
    }
    return opened;
  }
}

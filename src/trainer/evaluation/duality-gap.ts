import { createProgram } from "../../engine/create-program";
import type { Step } from "../../engine/program";
import { isSynthetic, optimizerSchema } from "../../experiment/schema";
import { answerUpdate, dualityGap, gameValue } from "../../gan/diagnostics/duality-gap";
import { optimizer, settingsAt } from "../../gan/optimizers";
import { fold, rootKey } from "../../gan/random";
import { mapTree, mergeTrees, subtree, withPrefix } from "../../gan/tree";
import type { DualityGap } from "../../shared/game";
import { GAME_DEFAULTS } from "../../shared/protocol/jobs";
import type { NetworkName } from "../../shared/run/run";
import { valuesOf } from "../../tensor/tensor-values";
import { scalar, tensor } from "../../tensor/tf";
import type { Values } from "../../tensor/values";
import type { EvaluationContext, FigureGenerator, OpenedRun } from "./context";
import { gameAt, type GameRun, measuredGame, placeIn } from "./game-at";
import { type GameData, gameData } from "./game-data";

/*
 * The duality gap of a run. Each player looks for its best answer in a program of its own, so that
 * the run may be trained on meanwhile.
 */

/** A run's state without its optimizers. */
export type Weights = Record<string, Values>;

/** What measures the gap: nothing of the run's own program. */
type AnsweringRun = GameRun & Pick<OpenedRun, "engine">;

/** Updates of a search between two tellings of how far it is. */
const ANSWERS_AT_ONCE = 5;
/** How players look for their best answers. */
const ANSWER = optimizerSchema.parse({ type: "adam", learningRate: 0.001 });

/** The weights of a run as they are. */
export async function weightsNow({ program }: Pick<OpenedRun, "program">): Promise<Weights> {
  const state = await program.state();
  return Object.fromEntries(
    Object.entries(state).filter(([name]) => !name.startsWith("optimizer/")),
  );
}

/** Samples in a batch: about so many, in whole packs. */
export const wholePacks = (samples: number, packing: number): number =>
  Math.max(1, Math.round(samples / packing)) * packing;

/** The figure of an evaluation: what `gan diagnose --game` gives by default. */
export async function* gapFigure(
  { run, real, common }: EvaluationContext,
  weights: Weights,
): FigureGenerator<"dualityGap"> {
  const isDrawn = isSynthetic(run.experiment.data);
  const samples = wholePacks(GAME_DEFAULTS.samples, run.model.objective.packing);
  const data = await gameData(run, isDrawn ? undefined : await real.trained(), samples);
  const { gap } = yield* measureGap(run, weights, data, GAME_DEFAULTS.answerSteps);
  const settings = {
    ...common,
    samples,
    generator: "current",
    answerSteps: GAME_DEFAULTS.answerSteps,
  } as const;
  return { dualityGap: { value: gap, settings } };
}

/**
 * The duality gap on the batch to measure on, after `steps` updates of each player on others.
 * Yields the share that is done.
 */
export async function* measureGap(
  run: AnsweringRun,
  weights: Weights,
  data: GameData,
  steps: number,
): AsyncGenerator<number, DualityGap> {
  const valueAfter = (player: NetworkName, share: number) =>
    valueAfterAnswer(run, { player, weights, data, steps, share });
  const againstGenerator = yield* valueAfter("discriminator", 0);
  const againstDiscriminator = yield* valueAfter("generator", 0.5);
  return dualityGap({ againstGenerator, againstDiscriminator });
}

/** A player's search for its best answer: half of all the work, after `share` of it. */
interface Search {
  player: NetworkName;
  weights: Weights;
  data: GameData;
  steps: number;
  share: number;
}

/** M where a player has looked for its best answer. */
async function* valueAfterAnswer(
  run: AnsweringRun,
  { player, weights, data, steps, share }: Search,
): AsyncGenerator<number, number> {
  const own = placeIn(run, weights)[player];
  const slots = valuesOf(() =>
    optimizer(ANSWER).init(
      mapTree(own, ({ values, shape, dtype }) => tensor(values, shape, dtype)),
    ),
  );
  const start = mergeTrees([
    withPrefix("run", weights),
    withPrefix("own", own),
    withPrefix("slots", slots),
  ]);
  const answers = await createProgram(run.engine, answerStep(run, player, data), start, "loop");
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
        const at = { ...placeIn(run, whole), [player]: subtree(named, "own") };
        return gameValue(measuredGame(run, data, whole, inputs))(at).reshape([1]);
      },
      data.inputs,
    );
    return value[0]!;
  } finally {
    answers.dispose();
  }
}

/** A player's search for its best answer, as a step of a program. */
function answerStep(run: AnsweringRun, player: NetworkName, data: GameData): Step {
  const { seed } = run.model;
  const rule = optimizer(ANSWER);
  return {
    inputs: data.stepInputs,
    run: (named, inputs, iteration) => {
      const whole = subtree(named, "run");
      const key = fold(rootKey(seed, iteration), "answer");
      const batch = data.trained(inputs, key);
      const game = gameAt(run, whole, { batch, count: data.count, key });
      const next = answerUpdate(
        player,
        gameValue(game),
        placeIn(run, whole),
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

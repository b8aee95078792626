import * as z from "../zod";
import { type GameResult, JOB_RANGES } from "./jobs";
import type { Range } from "./latents";
import { opaque } from "./opaque";
import { PROTOCOL_VERSION } from "./version";

/* Messages between the extension and the page that looks at the game of a run. */

const within = ([least, most]: Range) => z.int().min(least).max(most);
const step = z.int().min(0).optional();

/** How the game is looked at, as in the job. */
export const gameAskSchema = z.strictObject({
  /** The step of the checkpoint; by default the latest. */
  at: step,
  /** The step of another checkpoint, for the path from it. */
  from: step,
  samples: within(JOB_RANGES.samples),
  eigenvalues: within(JOB_RANGES.eigenvalues),
  answerSteps: within(JOB_RANGES.answerSteps),
});
export type GameAsk = z.infer<typeof gameAskSchema>;

export const toGamePageSchema = z.discriminatedUnion("type", [
  /** The run, when the page has asked and when it has other checkpoints. */
  z.strictObject({
    type: z.literal("run"),
    protocol: z.literal(PROTOCOL_VERSION),
    dir: z.string(),
    name: z.string(),
    /** Of its checkpoints, in their order. */
    steps: z.array(z.int().min(0)),
  }),
  /** The game is being looked at. */
  z.strictObject({ type: z.literal("progress"), what: z.string(), fraction: z.number() }),
  z.strictObject({ type: z.literal("measured"), result: opaque<GameResult>() }),
  /** Without a message where a person has cancelled it. */
  z.strictObject({ type: z.literal("ended"), message: z.string().optional() }),
]);
export type ToGamePage = z.infer<typeof toGamePageSchema>;

export const fromGamePageSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("ready"), protocol: z.literal(PROTOCOL_VERSION) }),
  z.strictObject({ type: z.literal("drawn") }),
  /** The answer is `progress`, then `measured` or `ended`. */
  z.strictObject({ type: z.literal("measure"), ask: gameAskSchema }),
  z.strictObject({ type: z.literal("cancel") }),
  z.strictObject({ type: z.literal("openDashboard") }),
  /** A picture or a table; the person is asked where to put it. */
  z.strictObject({
    type: z.literal("saveFile"),
    name: z.string().regex(/^[^/\\]+$/),
    content: z.string(),
    encoding: z.enum(["utf8", "base64"]),
  }),
]);
export type FromGamePage = z.infer<typeof fromGamePageSchema>;

import * as z from "../zod";
import { type Drawn, exploreAskSchema, type ExploredRun } from "./explore";
import { opaque } from "./opaque";
import { PROTOCOL_VERSION } from "./version";

/* Messages between the extension and the page that explores the latents of a run. */

/** With what a page begins, where somebody came from a sample. */
const startSchema = z.strictObject({
  /** Counted from 1. */
  sample: z.int().min(1).optional(),
  /** That of the picture; the page shows the nearest checkpoint. */
  step: z.int().min(0).optional(),
});
export type LatentsStart = z.infer<typeof startSchema>;

export const toLatentsPageSchema = z.discriminatedUnion("type", [
  /** The run is open: samples can be asked for. */
  z.strictObject({
    type: z.literal("explored"),
    protocol: z.literal(PROTOCOL_VERSION),
    dir: z.string(),
    name: z.string(),
    run: opaque<ExploredRun>(),
    start: startSchema.optional(),
  }),
  /** Somebody comes from a sample to a page that is open. */
  z.strictObject({ type: z.literal("start"), start: startSchema }),
  z.strictObject({ type: z.literal("drawn"), id: z.int(), drawn: opaque<Drawn>() }),
  z.strictObject({ type: z.literal("refused"), id: z.int(), message: z.string() }),
  /** The run could not be opened, or its process has ended. */
  z.strictObject({ type: z.literal("failed"), message: z.string() }),
]);
export type ToLatentsPage = z.infer<typeof toLatentsPageSchema>;

export const fromLatentsPageSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("ready"), protocol: z.literal(PROTOCOL_VERSION) }),
  z.strictObject({ type: z.literal("drawn") }),
  /** The answer is `drawn` or `refused`. */
  z.strictObject({ type: z.literal("draw"), id: z.int(), ask: exploreAskSchema }),
  /** After `failed`: open the run again. */
  z.strictObject({ type: z.literal("again") }),
  z.strictObject({ type: z.literal("openDashboard") }),
  /** Samples as a file, with their latents beside it; the person is asked where to put them. */
  z.strictObject({
    type: z.literal("save"),
    name: z.string().regex(/^[^/\\]+$/),
    content: z.string(),
    encoding: z.enum(["utf8", "base64"]),
    latents: z.string(),
  }),
]);
export type FromLatentsPage = z.infer<typeof fromLatentsPageSchema>;

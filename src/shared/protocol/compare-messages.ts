import type { CompareContent } from "../compare/compared-runs";
import type { Picture } from "../run/picture";
import * as z from "../zod";
import { PROTOCOL_VERSION } from "./version";

/* Messages between the extension and the page that compares runs. */

const content = z.custom<CompareContent>(
  (value) => typeof value === "object" && value !== null && "runs" in value,
);

const picture = z.custom<Picture>(
  (value) => typeof value === "object" && value !== null && "kind" in value,
);

export const toComparePageSchema = z.discriminatedUnion("type", [
  /** One is on its way at a time: the page says `drawn` when it has shown it. */
  z.strictObject({
    type: z.literal("compared"),
    protocol: z.literal(PROTOCOL_VERSION),
    dirs: z.array(z.string()),
    content,
  }),
  /** What the picture of a run shows, as numbers; null where that is not known. */
  z.strictObject({
    type: z.literal("picture"),
    dir: z.string(),
    step: z.number(),
    picture: picture.nullable(),
  }),
]);
export type ToComparePage = z.infer<typeof toComparePageSchema>;

export const fromComparePageSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("ready"), protocol: z.literal(PROTOCOL_VERSION) }),
  z.strictObject({ type: z.literal("drawn") }),
  z.strictObject({ type: z.literal("open"), dir: z.string() }),
  /** It wants to draw the picture of a run at a step. */
  z.strictObject({ type: z.literal("picture"), dir: z.string(), step: z.number() }),
  z.strictObject({
    type: z.literal("saveFile"),
    name: z.string(),
    content: z.string(),
    encoding: z.enum(["utf8", "base64"]),
  }),
  /** Save all of it as one file. `view`: how the page shows it. */
  z.strictObject({ type: z.literal("report"), view: z.record(z.string(), z.unknown()) }),
]);
export type FromComparePage = z.infer<typeof fromComparePageSchema>;

import * as z from "../zod";
import { PROTOCOL_VERSION } from "./version";

/* Messages between the extension and the page on which a person draws data. */

export const toDrawingPageSchema = z.strictObject({
  /** The drawing as it stands in the editor. */
  type: z.literal("drawing"),
  protocol: z.literal(PROTOCOL_VERSION),
  /** Of the file, without its folder. */
  name: z.string(),
  kind: z.enum(["points", "curve"]),
  text: z.string(),
  /** The id of the page's last edit that is in it; 0: none is. */
  edited: z.int().min(0),
  /** The name of the config that trains with it. */
  config: z.string(),
  /** Whether that is there already. */
  hasConfig: z.boolean(),
});
export type ToDrawingPage = z.infer<typeof toDrawingPageSchema>;

export const fromDrawingPageSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("ready"), protocol: z.literal(PROTOCOL_VERSION) }),
  z.strictObject({ type: z.literal("drawn") }),
  /** The text that the drawing is to have from now on. Ids rise from 1. */
  z.strictObject({ type: z.literal("edit"), id: z.int().min(1), text: z.string() }),
  z.strictObject({ type: z.literal("undo") }),
  z.strictObject({ type: z.literal("redo") }),
  /** Saves the drawing, makes a config where there is none, and trains it. */
  z.strictObject({ type: z.literal("train") }),
  /** As `train`, but shows the config in place of training it. */
  z.strictObject({ type: z.literal("openConfig") }),
  z.strictObject({ type: z.literal("openText") }),
]);
export type FromDrawingPage = z.infer<typeof fromDrawingPageSchema>;

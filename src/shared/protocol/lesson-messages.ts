import * as z from "../zod";
import { PROTOCOL_VERSION } from "./version";

/* Messages between the extension and the page of a lesson. */

const stepSchema = z.strictObject({
  do: z.string(),
  /** What a button beside it does: a command and its title. */
  button: z.strictObject({ command: z.string(), title: z.string() }).optional(),
});

const otherSchema = z.strictObject({ file: z.string(), title: z.string() });

/** A lesson as the page shows it; its texts are Markdown. */
const shownSchema = z.strictObject({
  file: z.string(),
  title: z.string(),
  /** The file's name of its config, without folder. */
  config: z.string(),
  paused: z.boolean(),
  hasRun: z.boolean(),
  task: z.string(),
  steps: z.array(stepSchema),
  seen: z.array(z.string()),
  body: z.string(),
  /** Where pictures that are named by a relative path are. */
  folder: z.string(),
  previous: otherSchema.optional(),
  next: otherSchema.optional(),
});
export type ShownLesson = z.infer<typeof shownSchema>;

export const toLessonPageSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("lesson"),
    protocol: z.literal(PROTOCOL_VERSION),
    lesson: shownSchema,
  }),
  /** The lesson cannot be read. */
  z.strictObject({ type: z.literal("failed"), file: z.string(), message: z.string() }),
]);
export type ToLessonPage = z.infer<typeof toLessonPageSchema>;

export const fromLessonPageSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("ready"), protocol: z.literal(PROTOCOL_VERSION) }),
  z.strictObject({ type: z.literal("drawn") }),
  z.strictObject({
    type: z.literal("do"),
    what: z.enum(["openConfig", "train", "openRun", "edit"]),
  }),
  /** A command that a step of the lesson names. */
  z.strictObject({ type: z.literal("command"), command: z.string() }),
  z.strictObject({ type: z.literal("go"), file: z.string() }),
]);
export type FromLessonPage = z.infer<typeof fromLessonPageSchema>;

import * as z from "../zod";

/* What a lesson says: the front matter of a `*.lesson.md` file. */

/** Inside the folder of the lesson or below it, so that a lesson can be handed on as a folder. */
const beside = (suffix: string) =>
  z
    .string()
    .endsWith(suffix, `must be the path of a ${suffix}, relative to the lesson`)
    .refine((path) => !/^([/\\]|[A-Za-z]:)/.test(path), "must be relative to the lesson");

const text = z.string().trim().min(1, "must not be empty");

/** Something to do, by oneself or by a command of the extension. */
const stepSchema = z.strictObject({
  do: text,
  /** A command of the palette, such as `gan.changeObjective`; its button has the palette's title. */
  command: z
    .string()
    .regex(/^gan\.\w+$/, "must be a command of GAN Workbench, such as gan.changeObjective")
    .optional(),
});
export type LessonStep = z.infer<typeof stepSchema>;

export const frontMatterSchema = z.strictObject({
  title: text,
  /** The experiment that the lesson is about. */
  config: beside(".gan.json"),
  /** Whether training waits before its first step, so that one network can be trained alone. */
  paused: z.boolean().default(false),
  /** The folder of a run that is trained already. */
  run: beside(".ganrun").optional(),
  /** What the student is to find out, in a sentence. */
  task: text,
  steps: z
    .array(z.union([text.transform((line): LessonStep => ({ do: line })), stepSchema]))
    .min(1),
  /** What is to be seen when all is done. */
  seen: z.array(text).min(1),
});

/** A lesson. Its texts are Markdown, `body` of several paragraphs and all others of a line. */
export type Lesson = z.infer<typeof frontMatterSchema> & { body: string };

import * as z from "../../shared/zod";
import { COMPILE_MODES, ENGINES } from "../../shared/engines";
import { checkpointSchema } from "./checkpoint";
import { dataSchema } from "./data";
import { evaluationSchema } from "./evaluation";
import { networkSchema } from "./network";
import { positiveInt } from "./numbers";
import { objectiveSchema } from "./objective";
import { optimizerSchema } from "./optimizers";
import { trainingSchema } from "./training";
import { weightsFromSchema } from "./weights-from";

/*
 * The one description of a `*.gan.json` file. Types, defaults, validation messages, the JSON Schema
 * of the editor and the reference page all come from it. Names follow Keras, in camelCase.
 */

export * from "./adjustment";
export * from "./data";
export * from "./evaluation";
export * from "./layers";
export * from "./network";
export * from "./objective";
export * from "./optimizers";
export * from "./schedules";
export * from "./training";

/** Programs that a run can write for while it trains. */
const LOGS = ["tensorboard"] as const;

const every = (what: string) =>
  z.int().min(0).describe(`Steps between two ${what}; 0: only at the end.`);

export const experimentSchema = z.strictObject({
  $schema: z.string().optional().describe("Ignored; for other editors."),
  name: z
    .string()
    .regex(/^[\w][\w. -]*$/, "letters, digits, spaces, and . _ - only")
    .max(60)
    .optional()
    .describe("Name of the runs; by default the file's name."),
  description: z.string().optional().describe("A note to yourself."),
  data: dataSchema.describe("What the generator is to imitate."),
  latent: z
    .strictObject({
      size: positiveInt.describe("Numbers in one latent vector z."),
      distribution: z
        .enum(["normal", "uniform"])
        .default("normal")
        .describe(
          "normal: mean 0, standard deviation 1; uniform: in +- sqrt(3), which has the " +
            "same variance.",
        ),
    })
    .describe("The generator's input, drawn afresh for each batch."),
  generator: networkSchema.describe("G: from a latent vector to a sample."),
  discriminator: networkSchema.describe(
    "D: from a sample to one number, the logit of the probability that it is real. No " +
      "activation at the end.",
  ),
  objective: objectiveSchema.prefault({}),
  optimizer: z
    .strictObject({
      generator: optimizerSchema.describe("G's optimizer."),
      discriminator: optimizerSchema.describe("D's optimizer."),
    })
    .describe("One optimizer for each network; either can be exchanged while training."),
  training: trainingSchema
    .prefault({})
    .describe("How long, on how much at a time, and in which order the two networks are trained."),
  weightsFrom: weightsFromSchema.optional(),
  samples: z
    .strictObject({
      every: every("pictures").default(100),
      count: z
        .int()
        .min(1)
        .max(1024)
        .default(64)
        .describe(
          "Samples in a picture; for 1-D and 2-D data, points drawn (at least 1,000 are used).",
        ),
    })
    .prefault({})
    .describe("Pictures of what G makes, always from the same latent vectors."),
  evaluation: evaluationSchema
    .prefault({})
    .describe("Evaluations of how well samples match the data."),
  checkpoint: checkpointSchema
    .prefault({})
    .describe("Complete states to resume and to branch from."),
  log: z
    .array(z.enum(LOGS))
    .optional()
    .describe(
      "For which other programs a run also writes what it records, while it trains: tensorboard " +
        "is an event file in the run's folder with metrics, evaluations, pictures and settings " +
        "(`tensorboard --logdir .gan/runs`).",
    ),
  compile: z
    .enum(COMPILE_MODES)
    .default("loop")
    .describe(
      "loop: a step is recorded once and run as one program, many steps at a time; xla: " +
        "that program is compiled by XLA, which takes seconds and pays for very small " +
        "networks (TensorFlow only, and other random numbers); off: op by op.",
    ),
  engine: z
    .enum(["auto", ...ENGINES])
    .default("auto")
    .describe(
      "What computes: auto takes TensorFlow if it is installed, else the best of the others.",
    ),
});
/** A complete experiment: every default filled in. */
export type Experiment = z.output<typeof experimentSchema>;
/** An experiment as a person writes it. */
export type ExperimentInput = z.input<typeof experimentSchema>;

import { GanError } from "../errors";
import * as z from "../zod";

/* Latents of picked samples in a JSON file, from which the same samples can be made again. */

const latentsFileSchema = z.object({
  format: z.literal(1),
  /** The run and the checkpoint of the samples, for a person who reads the file. */
  run: z.string().optional(),
  step: z.int().optional(),
  weights: z.enum(["average", "current"]).optional(),
  /** [count][latent.size], float32. */
  latents: z.array(z.array(z.number())).min(1),
  /** Of a conditional GAN the name of each one's class. */
  classes: z.array(z.string()).optional(),
});
export type LatentsFile = z.infer<typeof latentsFileSchema>;

/** The text of a file; a line for each latent vector. Float32 numbers come back as they were. */
export function latentsText({ latents, ...rest }: LatentsFile): string {
  const head = JSON.stringify(rest).slice(0, -1);
  const rows = latents.map((latent) => `  ${JSON.stringify(latent)}`);
  return `${head},"latents":[\n${rows.join(",\n")}\n]}\n`;
}

/** @throws GanError `bad-data` where it is no such file */
export function parseLatents(text: string, file: string): LatentsFile {
  const { success, data, error } = latentsFileSchema.safeParse(parsedJson(text));
  const rows = data?.latents.length;
  if (success && (data.classes === undefined || data.classes.length === rows)) return data;
  const [issue] = error?.issues ?? [];
  throw new GanError(
    "bad-data",
    `${file} holds no latents (${issue ? faultOf(issue) : "it has not as many classes as latents"})`,
    'give a file that --save has written, { "format": 1, "latents": [[...], ...] }, or a .npy array',
  );
}

const faultOf = ({ path, message }: z.core.$ZodIssue): string =>
  path.length === 0 ? "it is no JSON object" : `${path.join(".")}: ${message}`;

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

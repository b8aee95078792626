import * as z from "../shared/zod";
import { studySchema } from "./schema";

/**
 * The JSON Schema of `*.study.json` that the editor uses for completion, hover text and problems.
 */
export function studyJsonSchema(): object {
  // The last two are VS Code's own: without them it complains of what the parser allows.
  return {
    ...z.toJSONSchema(studySchema, { io: "input", target: "draft-7" }),
    title: "GAN study",
    allowComments: true,
    allowTrailingCommas: true,
  };
}

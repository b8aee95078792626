import * as z from "../../shared/zod";
import { NETWORKS } from "../../shared/run/run";
import { file } from "./data-settings";
import { entry } from "./entry";

/* The schema of `weightsFrom`: another run's weights to begin with. */

export const weightsFromSchema = z
  .strictObject({
    run: file(
      "Folder of a run; or a *.safetensors file: a checkpoint, or the weights of one network as " +
        "`gan export --format safetensors` writes them, or those of a PyTorch network.",
    ),
    step: z
      .int()
      .min(0)
      .optional()
      .describe("Step of the run's checkpoint; by default its latest when the new run is made."),
    networks: z
      .array(z.enum(NETWORKS))
      .min(1)
      .optional()
      .describe(
        "Whose weights are taken over; by default those of both, or all that the file has.",
      ),
  })
  .meta(
    entry({
      summary:
        "Weights of another run to begin with, in place of random ones: each is taken over by its " +
        "name where the shape is the same, running statistics included.",
      helps:
        "Optimizers begin with empty slots, steps at 0. What is missing there or has another shape " +
        "begins at random; the run's log has a table of it. A run that goes on as it was is a " +
        "branch (`gan branch`).",
    }),
  );

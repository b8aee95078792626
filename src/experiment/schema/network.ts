import * as z from "../../shared/zod";
import { entry } from "./entry";
import { type Layer, layerSchema } from "./layers";

/* The schema of a network: a list of layers, or a module with code of its own. */

/** File name endings of modules. */
export const MODULE_ENDINGS = [".ts", ".js", ".mjs", ".cjs"] as const;

/** A network as a config says it: built-in layers in a row, or code of the person's own. */
export type NetworkConfig =
  | { layers: Layer[]; module?: undefined; labels?: undefined }
  | { module: string; labels?: boolean | undefined; layers?: undefined };

const layers = z.array(layerSchema).min(1);
/** The layers of a network, as a config says them. */
export const networkLayers: z.ZodType<Layer[], z.input<typeof layers>> = layers;

/** A network. What the two refinements leave is one of the two forms of the type. */
export const networkSchema = z
  .strictObject({
    layers: layers.optional().describe("Layers from input to output. This, or a module."),
    module: z
      .string()
      .regex(/.\.(ts|js|mjs|cjs)$/, `the file's name must end in ${MODULE_ENDINGS.join(", ")}`)
      .optional()
      .meta(
        entry({
          summary:
            "In place of layers: a file of your own with the network as TensorFlow.js " +
            "code, `export default { init, apply }`. A relative path starts at the " +
            "config's folder. The template own-generator is an example, and " +
            "docs/modules.md says all of it.",
          formula:
            "init({ tf, input, output, random }) -> { name: tensor, ... }; apply({ tf, " +
            "weights, x, training, random, labels }) -> y, x: [batch, ...input], y: " +
            "[batch, ...output]",
          helps:
            "For what no layer here does. It is run while training, evaluating and " +
            "sampling, in a trusted workspace only.",
        }),
      ),
    labels: z
      .boolean()
      .optional()
      .describe(
        "Of a module: true gives it the class of each sample, `labels` of [batch, " +
          "classes], 1 for its own and 0 elsewhere, which makes the GAN conditional. The " +
          "data must have classes. Layers take the class where one of them is a label or " +
          "labelProjection.",
      ),
  })
  .refine(
    ({ layers, module }) => layers !== undefined || module !== undefined,
    'needs "layers", or a "module" of your own',
  )
  .refine(({ layers, module }) => layers === undefined || module === undefined, {
    path: ["module"],
    message: "stands beside layers; remove one of them",
  })
  .refine(({ module, labels }) => module !== undefined || labels === undefined, {
    path: ["labels"],
    message: "is for a module; of layers a label or labelProjection takes the class",
  }) as unknown as z.ZodType<NetworkConfig, NetworkInput>;

type NetworkInput =
  | { layers: z.input<typeof layers>; module?: undefined; labels?: undefined }
  | { module: string; labels?: boolean | undefined; layers?: undefined };

/** A network's layers; of a module nothing is known. */
export const layersOf = ({ layers }: NetworkConfig): readonly Layer[] => layers ?? [];

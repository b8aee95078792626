import { recordFunction } from "../../engine/graph/record";
import { networkModel } from "../../engine/onnx/network-model";
import { encodeModel } from "../../engine/onnx/onnx-proto";
import type { Argument } from "../../engine/program";
import { encodeSafetensors } from "../../run/safetensors";
import type { ExportFormat } from "../../shared/protocol/jobs";
import { type ExportedNetwork, passOf } from "./network";

/* What networks are exported as: each format's files. */

/** Files by name. */
export type Files = Record<string, Uint8Array | string>;

interface FormatWriter {
  /** The files of a network. `notes` are a few words each on what it is, by their names. */
  files(network: ExportedNetwork, notes: Readonly<Record<string, string>>): Files;
  /** How a program loads a network and runs it. */
  usage(network: ExportedNetwork): string;
}

export const WRITERS: Record<ExportFormat, FormatWriter> = {
  onnx: {
    files: (network, notes) => ({ [`${network.name}.onnx`]: onnxOf(network, notes) }),
    usage: ({ name, input, output, classes }) => `\`\`\`python
import numpy as np, onnxruntime

${name} = onnxruntime.InferenceSession("${name}.onnx")
${input.name} = np.load("${name}-${input.name}.npy")${labelsLine(name, classes)}
(${output.name},) = ${name}.run(None, {"${input.name}": ${input.name}${classes === undefined ? "" : ', "labels": labels'}})
\`\`\``,
  },
  safetensors: {
    files: (network, notes) => ({
      [`${network.name}.safetensors`]: encodeSafetensors(network.weights, { ...notes }),
    }),
    usage: ({ name }) => `\`\`\`python
from safetensors.numpy import load_file

weights = load_file("${name}.safetensors")  # {"0/kernel": array, ...}
\`\`\`

Names begin with the number of the layer in \`network.json\`. A dense kernel is [inputs, outputs], a
convolution's [height, width, inputs, outputs], a transposed one's [height, width, outputs, inputs], as
in TensorFlow. \`u\` of a layer with \`spectralNorm\` is the singular vector by which its kernel is divided:
v = W'u / |W'u|, W / (u'Wv), with W of [outputs, all else].`,
  },
};

const labelsLine = (name: string, classes: number | undefined): string =>
  classes === undefined
    ? ""
    : `\nlabels = np.load("${name}-labels.npy")  # one-hot: np.eye(${classes}, dtype="float32")[classes]`;

function onnxOf(network: ExportedNetwork, notes: Readonly<Record<string, string>>): Uint8Array {
  const { name, weights, input, output, classes } = network;
  const args = (batch: number): Record<string, Argument> => {
    const one = (shape: readonly number[]): Argument => ({
      dtype: "float32",
      shape: [batch, ...shape],
      values: new Float32Array(),
    });
    return {
      [input.name]: one(input.shape),
      ...(classes === undefined ? {} : { labels: one([classes]) }),
    };
  };
  const model = networkModel({
    name,
    weights,
    output: output.name,
    record: (batch) => recordFunction(passOf(network), weights, args(batch)),
  });
  return encodeModel(model, notes);
}

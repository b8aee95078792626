import { recordFunction } from "../../engine/graph/record";
import { networkModel } from "../../engine/onnx/network-model";
import { encodeModel } from "../../engine/onnx/onnx-proto";
import type { Argument } from "../../engine/program";
import { encodeSafetensors } from "../../run/safetensors";
import type { ExportFormat } from "../../shared/protocol/jobs";
import { GanError } from "../../shared/errors";
import { type ExportedNetwork, passOf } from "./network";
import { TORCH_MODEL } from "./torch-model";

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
inputs = {"${input.name}": ${input.name}${classes === undefined ? "" : ', "labels": labels'}}
(${output.name},) = ${name}.run(None, inputs)
\`\`\``,
  },
  // A module of one's own beside its weights, and no pickled one: that would need PyTorch to write it,
  // would run code when it is read, and would say as little without its class.
  pytorch: {
    files(network, notes) {
      requireLayers(network, "PyTorch");
      return { ...weightsFile(network, notes), "model.py": TORCH_MODEL };
    },
    usage: ({ name, input, output, classes }) => `\`\`\`python
import numpy as np, torch
from model import load

${name} = load("${name}")
${input.name} = torch.from_numpy(np.load("${name}-${input.name}.npy"))${labelsLine(name, classes, "torch.from_numpy")}
${output.name} = ${name}(${input.name}${classes === undefined ? "" : ", labels"})
\`\`\`

\`${name}\` is a \`torch.nn.Module\`: \`${name}.state_dict()\` has its weights, \`${name}.to("cuda")\` moves it.`,
  },
  safetensors: {
    files: weightsFile,
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

function weightsFile(network: ExportedNetwork, notes: Readonly<Record<string, string>>): Files {
  return { [`${network.name}.safetensors`]: encodeSafetensors(network.weights, { ...notes }) };
}

/** @throws GanError `bad-usage` for a network that is somebody's own code */
function requireLayers({ name, network }: ExportedNetwork, format: string): void {
  if (network.module)
    throw new GanError(
      "bad-usage",
      `the ${name} is code of its own, which cannot be said for ${format}`,
      "export onnx, or safetensors for its weights",
    );
}

function labelsLine(name: string, classes: number | undefined, from = ""): string {
  if (classes === undefined) return "";
  const file = `np.load("${name}-labels.npy")`;
  return (
    `\nlabels = ${from ? `${from}(${file})` : file}` +
    `  # one-hot: np.eye(${classes}, dtype="float32")[classes]`
  );
}

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

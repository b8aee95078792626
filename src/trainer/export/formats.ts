import type { NetworkPass } from "../../engine/graph/any-batch";
import { recordFunction } from "../../engine/graph/record";
import { networkModel } from "../../engine/onnx/network-model";
import { encodeModel } from "../../engine/onnx/onnx-proto";
import type { Argument } from "../../engine/program";
import { graphModel } from "../../engine/tensorflow/graph-model";
import { encodeSafetensors } from "../../run/safetensors";
import type { ExportFormat } from "../../shared/protocol/jobs";
import { GanError } from "../../shared/errors";
import { KERAS_MODEL } from "./keras-model";
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
    usage({ name, input, output, classes }) {
      const labels = classes === undefined ? "" : ', "labels": labels';
      return `\`\`\`python
import numpy as np, onnxruntime

${name} = onnxruntime.InferenceSession("${name}.onnx")
${input.name} = np.load("${name}-${input.name}.npy")${labelsLine(name, classes)}
inputs = {"${input.name}": ${input.name}${labels}}
(${output.name},) = ${name}.run(None, inputs)
\`\`\``;
    },
  },
  // A graph model and no layers model: that would need classes for the layers which TensorFlow.js
  // has not, and could not say a network that is somebody's own code.
  tfjs: {
    files(network, notes) {
      const { name } = network;
      const { model, weights } = graphModel(recordedPass(network), `${name}.bin`, notes);
      return { [`${name}.json`]: JSON.stringify(model), [`${name}.bin`]: weights };
    },
    usage({ name, input, output, classes }) {
      const [labels, also] =
        classes === undefined
          ? ["", ""]
          : [
              `\n  const labels = tf.oneHot([0, 1, 0, 1], ${classes}, 1, 0, "float32");`,
              ", labels",
            ];
      return `\`\`\`html
<script src="https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@4.22.0"></script>
<script type="module">
  const ${name} = await tf.loadGraphModel("${name}.json"); // reads ${name}.bin beside it
  const ${input.name} = tf.tensor(numbers, [${[4, ...input.shape].join(", ")}]);${labels}
  const ${output.name} = ${name}.predict({ ${input.name}${also} });
</script>
\`\`\`

A page reads files from a server alone: \`python3 -m http.server\` in this folder is one. In Node
\`@tensorflow/tfjs-node\` reads \`file://\` addresses.`;
    },
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
  // Not a `.keras` file: it would name classes of layers that Keras has not, so that it needed
  // model.py as well, and HDF5 to write it.
  keras: {
    files(network, notes) {
      requireLayers(network, "Keras");
      return { ...weightsFile(network, notes), "model.py": KERAS_MODEL };
    },
    usage: ({ name, input, output, classes }) => `\`\`\`python
import numpy as np
from model import load

${name} = load("${name}")
${input.name} = np.load("${name}-${input.name}.npy")${labelsLine(name, classes)}
${output.name} = ${name}(${input.name}${classes === undefined ? "" : ", labels"})
\`\`\`

\`${name}\` is a \`keras.Model\` of Keras 3, on TensorFlow, PyTorch or JAX, as the environment variable
\`KERAS_BACKEND\` says. \`${name}.save("${name}.keras")\` makes one file of it, which
\`keras.saving.load_model\` reads after \`import model\`.`,
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
  return {
    [`${network.name}.safetensors`]: encodeSafetensors(network.weights, {
      ...notes,
      network: network.name,
    }),
  };
}

/** @throws GanError `bad-usage` for a network that is somebody's own code */
function requireLayers({ name, network }: ExportedNetwork, format: string): void {
  if (network.module)
    throw new GanError(
      "bad-usage",
      `the ${name} is code of its own, which cannot be said for ${format}`,
      "export onnx or tfjs, or safetensors for its weights",
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

const onnxOf = (network: ExportedNetwork, notes: Readonly<Record<string, string>>): Uint8Array =>
  encodeModel(networkModel(recordedPass(network)), notes);

/** The network's pass, to be recorded with batches of any size. */
function recordedPass(network: ExportedNetwork): NetworkPass {
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
  return {
    name,
    weights,
    output: output.name,
    record: (batch) => recordFunction(passOf(network), weights, args(batch)),
  };
}

/**
 * TensorFlow.js as it comes: its own kernels, gradients, random numbers and optimizers, written as
 * a user would, without anything of this project's engine. Called and answering as the Python peers
 * (peer.py):
 *
 *     node --import tsx tfjs-peer.ts CONFIG node|wasm SECONDS STARTED
 */
import "../../../src/engine/native/restore-node-util";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, sep } from "node:path";
import { findTensorFlow } from "../../../src/engine/install/find";
import { wasmDir } from "../../../src/engine/assets";
import { parseExperiment } from "../../../src/experiment/parse";
import { type Experiment, layersOf } from "../../../src/experiment/schema";
import { readIdx } from "../../../src/data/idx";
import { cacheDirs } from "../../../src/shared/files/cache";
import * as tf from "../../../src/tensor/tf";
import { batches, network, optimizerOf } from "./tfjs-networks";

const SGEMM_SIZE = 2048;

/** Makes a stock backend current; returns the version of what computes. */
async function start(variant: string): Promise<string> {
  if (variant === "wasm") {
    const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
    setWasmPaths(wasmDir() + sep);
    await tf.setBackend("wasm");
    return tf.version_core;
  }
  const found = await findTensorFlow(cacheDirs());
  if (found?.state !== "installed")
    throw new Error("TensorFlow is not installed; `gan doctor --install` installs it");
  await import("@tensorflow/tfjs-node/dist/register_all_kernels");
  const { NodeJSKernelBackend } = await import("@tensorflow/tfjs-node/dist/nodejs_kernel_backend");
  const binding = createRequire(__filename)(found.addon) as ConstructorParameters<
    typeof NodeJSKernelBackend
  >[0] & { TF_Version: string };
  tf.registerBackend(
    "tensorflow",
    () => new NodeJSKernelBackend(binding, "@tensorflow/tfjs-node") as unknown as tf.KernelBackend,
  );
  await tf.setBackend("tensorflow");
  return `${tf.version_core}, TensorFlow ${binding.TF_Version}`;
}

function mnistImages(): Uint8Array {
  const folder = process.env["GAN_BENCH_MNIST"];
  if (!folder) throw new Error("GAN_BENCH_MNIST does not name the folder of MNIST");
  const file = join(folder, "train-images-idx3-ubyte");
  return readIdx(readFileSync(file), file).values;
}

/** One iteration, as a function; it returns the metrics. */
function training(experiment: Experiment): () => number[] {
  const { batchSize } = experiment.training;
  const { shape, batch } = batches(experiment.data, batchSize, mnistImages);
  const generator = network(layersOf(experiment.generator), [experiment.latent.size]);
  const discriminator = network(layersOf(experiment.discriminator), shape);
  const ofG = optimizerOf(experiment.optimizer.generator);
  const ofD = optimizerOf(experiment.optimizer.discriminator);
  const latents = () => tf.randomNormal([batchSize, experiment.latent.size]);
  const norm = (gradients: tf.NamedTensorMap) =>
    tf.addN(Object.values(gradients).map((gradient) => gradient.square().sum())).sqrt();

  return () =>
    tf.tidy(() => {
      const real = batch();
      const fake = generator.apply(latents());
      const probabilities: tf.Tensor[] = [];
      const d = ofD.computeGradients(() => {
        const onReal = discriminator.apply(real);
        const onFake = discriminator.apply(fake);
        // The optimizer's own tidy would free them.
        for (const logits of [onReal, onFake]) probabilities.push(tf.keep(logits.sigmoid().mean()));
        return tf.softplus(onReal.neg()).mean().add(tf.softplus(onFake).mean()) as tf.Scalar;
      }, discriminator.variables);
      ofD.applyGradients(d.grads);
      const g = ofG.computeGradients(
        () =>
          tf.softplus(discriminator.apply(generator.apply(latents())).neg()).mean() as tf.Scalar,
        generator.variables,
      );
      ofG.applyGradients(g.grads);
      const metrics = tf
        .stack([d.value, g.value, ...probabilities, norm(d.grads), norm(g.grads)])
        .dataSync();
      tf.dispose(probabilities);
      return [...metrics];
    });
}

function sgemm(): () => number[] {
  const a = tf.randomUniform([SGEMM_SIZE, SGEMM_SIZE]);
  const b = tf.randomUniform([SGEMM_SIZE, SGEMM_SIZE]);
  return () => tf.tidy(() => [...tf.matMul(a, b).slice([0, 0], [1, 1]).dataSync()]);
}

/** The same timing as peer.py's. */
function measure(call: () => number[], seconds: number, started: number, version: string): void {
  call();
  const startSeconds = (Date.now() - started) / 1000;
  const warm = performance.now() + seconds * 250;
  do call();
  while (performance.now() < warm);
  let done = 0;
  let metrics: number[] = [];
  const begin = performance.now();
  for (; performance.now() - begin < seconds * 1000; done++) metrics = call();
  const elapsed = (performance.now() - begin) / 1000;
  if (!metrics.every(Number.isFinite)) throw new Error(`training diverged: ${metrics.join(", ")}`);
  const measured = {
    iterationsPerSecond: done / elapsed,
    startSeconds,
    version,
    residentMB: (process.resourceUsage().maxRSS * 1024) / 1e6,
  };
  process.stdout.write(`${JSON.stringify(measured)}\n`);
}

async function main([
  config = "",
  variant = "",
  seconds = "",
  started = "",
]: string[]): Promise<void> {
  const version = await start(variant);
  if (config === "sgemm") return measure(sgemm(), Number(seconds), Number(started), version);
  const { experiment } = parseExperiment(readFileSync(config, "utf8"));
  if (!experiment) throw new Error(`${config} is no valid experiment`);
  measure(training(experiment), Number(seconds), Number(started), version);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});

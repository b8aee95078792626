// `npm run demo`: everything from a fresh clone to two trained GANs, without VS Code.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";

const MNIST_SECONDS = 60;
const runs = join(".gan", "demo");

/** Runs a program of ours in this terminal; resolves to its exit code. */
function node(...args) {
  return new Promise((resolve) =>
    spawn(process.execPath, args, { stdio: "inherit" }).on("close", resolve),
  );
}
const gan = (...args) => node(join("dist", "cli.js"), ...args);

async function must(what, code) {
  if ((await code) !== 0) {
    console.error(`\nThe demo ends here: ${what} failed.`);
    process.exit(1);
  }
}

rmSync(runs, { recursive: true, force: true });
await must("the build", node("esbuild.mjs"));

console.log("\n1. The engine: TensorFlow, once for all runs on this machine");
// Without it the demo goes on, more slowly; the trainer says so.
await gan("doctor", "--install");

console.log("\n2. A 1-D Gaussian, to the end: p_g meets p_data, and D becomes 1/2");
await must(
  "the 1-D Gaussian",
  gan("train", join("examples", "gaussian-1d.gan.json"), "--run-dir", join(runs, "gaussian-1d")),
);

console.log(`\n3. MNIST, for about ${MNIST_SECONDS} seconds: handwritten digits from a maxout GAN`);
const mnist = join(runs, "mnist-mlp");
const stop = setTimeout(() => void gan("send", mnist, "stop"), MNIST_SECONDS * 1000);
await must("MNIST", gan("train", join("examples", "mnist-mlp.gan.json"), "--run-dir", mnist));
clearTimeout(stop);

console.log(`
Look at
  ${join(runs, "gaussian-1d", "samples")}   p_data (dotted), p_g (green), D (blue), D* (grey), step by step
  ${join(runs, "gaussian-1d", "curves.svg")}   its curves, in any browser
  ${join(mnist, "samples")}   what the generator makes of the same 64 latent vectors
  ${join(mnist, "curves.svg")}   its curves
Go on with the digits: node dist/cli.js resume ${mnist}
Or open this folder in VS Code with the extension: README.md says how.`);

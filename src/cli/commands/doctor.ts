import type { Command } from "commander";
import { diagnose, formatReport } from "../../engine/doctor";
import { type InstallProgress, installTensorFlow } from "../../engine/install";
import { cacheDir, cacheDirs } from "../../shared/files/cache";

/* `gan doctor`: what this machine can train with, and the installation of TensorFlow. */

async function doctor(options: { install?: boolean; json?: boolean }): Promise<void> {
  if (options.install) await install();
  const report = await diagnose(cacheDirs());
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : `${formatReport(report)}\n`);
}

/**
 * Installs TensorFlow unless it is there; says what it does, and every tenth of a long download.
 */
async function install(): Promise<void> {
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once("SIGINT", interrupt);
  let said = "";
  const onProgress = ({ message, done, total }: InstallProgress) => {
    const line =
      done !== undefined && total
        ? `${message}: ${Math.floor((10 * done) / total) * 10} %`
        : message;
    if (line !== said) process.stderr.write(`${line}\n`);
    said = line;
  };
  await installTensorFlow({ cacheDir: cacheDir(), signal: stop.signal, onProgress }).finally(() =>
    process.off("SIGINT", interrupt),
  );
}

export function declareDoctor(program: Command): void {
  program
    .command("doctor")
    .description("say what engine this machine has, and how to get a faster one")
    .option("--install", "fetch and install TensorFlow")
    .option("--json", "print the report as JSON")
    .action(doctor);
}

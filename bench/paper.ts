/**
 * `npm run bench:paper -- NAME`: an experiment of Goodfellow et al. 2014, or of a paper that
 * followed it, from the presets, with a results page in bench/results/paper/. What was interrupted
 * goes on where it was; what is finished is not trained again.
 */
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { cacheDir } from "../src/shared/files/cache";
import { cifar10 } from "./paper/cifar10";
import { figure1 } from "./paper/figure1";
import { mnist } from "./paper/mnist";
import { optimizers } from "./paper/optimizers";
import { game, pacgan, REPORT_ONLY } from "./paper/studies";

const EXPERIMENTS = { figure1, mnist, cifar10, optimizers, pacgan, game };

const USAGE = `npm run bench:paper -- NAME [--work DIR] [--set PATH=VALUE]...
  NAME               ${Object.keys(EXPERIMENTS).join(", ")}
  --work DIR         folder of the runs (default: paper/ in the cache folder)
  --report-only      optimizers, pacgan and game: report on what has been run so far
  --set PATH=VALUE   any value of the experiment, for example training.steps=1000 for a short try`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      work: { type: "string" },
      "report-only": { type: "boolean", default: false },
      set: { type: "string", multiple: true, default: [] },
    },
  });
  const experiment = EXPERIMENTS[positionals[0] as keyof typeof EXPERIMENTS] as
    (typeof EXPERIMENTS)["mnist"] | undefined;
  if (!experiment) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  const work = values.work ? resolve(values.work) : join(cacheDir(), "paper");
  mkdirSync(work, { recursive: true });
  await experiment(
    work,
    values["report-only"] ? [REPORT_ONLY] : values.set.flatMap((setting) => ["--set", setting]),
  );
}

void main().catch((error: unknown) => {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});

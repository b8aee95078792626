#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { endWithOutput } from "./cli/output";
import { formatError, type GanError, toGanError } from "./shared/errors";
import { guardTerminal } from "./cli/terminal";
import packageJson from "../package.json";

guardTerminal();

const program = new Command("gan")
  .description(
    "Train and study generative adversarial networks. The same work as the VS Code " +
      "extension, without VS Code.",
  )
  .version(packageJson.version)
  .exitOverride();

/** Loads what declares a command. */
type LoadCommand = () => Promise<(program: Command) => void>;

/**
 * In the order of `gan --help`. Each command declares its options in its own file, which is loaded
 * when it is called.
 */
const COMMANDS = new Map<string, LoadCommand>([
  ["train", async () => (await import("./cli/commands/train")).declareTrain],
  ["resume", async () => (await import("./cli/commands/train")).declareResume],
  ["branch", async () => (await import("./cli/commands/branch")).declareBranch],
  ["rewind", async () => (await import("./cli/commands/branch")).declareRewind],
  ["search", async () => (await import("./cli/commands/search")).declareSearch],
  ["tune", async () => (await import("./cli/commands/tune")).declareTune],
  ["work", async () => (await import("./cli/commands/work")).declareWork],
  ["evaluate", async () => (await import("./cli/commands/evaluate")).declareEvaluate],
  ["diagnose", async () => (await import("./cli/commands/diagnose")).declareDiagnose],
  ["compare", async () => (await import("./cli/commands/compare")).declareCompare],
  ["export", async () => (await import("./cli/commands/export")).declareExport],
  ["sample", async () => (await import("./cli/commands/sample")).declareSample],
  ["interpolate", async () => (await import("./cli/commands/sample")).declareInterpolate],
  ["features", async () => (await import("./cli/commands/features")).declareFeatures],
  ["send", async () => (await import("./cli/commands/send")).declareSend],
  ["set", async () => (await import("./cli/commands/send")).declareSet],
  ["runs", async () => (await import("./cli/commands/runs")).declareRuns],
  ["metrics", async () => (await import("./cli/commands/metrics")).declareMetrics],
  ["note", async () => (await import("./cli/commands/runs")).declareNote],
  ["clean", async () => (await import("./cli/commands/clean")).declareClean],
  ["pin", async () => (await import("./cli/commands/clean")).declarePin],
  ["delete", async () => (await import("./cli/commands/runs")).declareDelete],
  ["new", async () => (await import("./cli/commands/experiments")).declareNew],
  ["validate", async () => (await import("./cli/commands/experiments")).declareValidate],
  ["datasets", async () => (await import("./cli/commands/datasets")).declareDatasets],
  ["doctor", async () => (await import("./cli/commands/doctor")).declareDoctor],
]);

/** The commands that a call needs: help, and what is no command, all of them. */
function neededFor(called = ""): Iterable<LoadCommand> {
  if (called === "--version") return [];
  const own = COMMANDS.get(called);
  return own ? [own] : COMMANDS.values();
}

async function run(): Promise<void> {
  for (const load of neededFor(process.argv[2])) (await load())(program);
  await program.parseAsync();
}

endWithOutput();

const USAGE = new Set(["bad-config", "bad-module", "bad-usage"]);

run().catch((thrown: unknown) => {
  if (thrown instanceof CommanderError) {
    // Commander has said it already.
    process.exitCode = thrown.exitCode === 0 ? 0 : 2;
    return;
  }
  const error: GanError = toGanError(thrown);
  // A bad config has been reported line by line already.
  if (error.message) process.stderr.write(`error: ${formatError(error)}\n`);
  process.exitCode = USAGE.has(error.code) ? 2 : 1;
});

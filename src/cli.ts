#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { declareCompare } from "./cli/commands/compare";
import { declareDatasets } from "./cli/commands/datasets";
import { declareDoctor } from "./cli/commands/doctor";
import { declareEvaluate } from "./cli/commands/evaluate";
import { declareNew, declareValidate } from "./cli/commands/experiments";
import { declareExport } from "./cli/commands/export";
import { declareFeatures } from "./cli/commands/features";
import { declareDelete, declareNote, declareRuns } from "./cli/commands/runs";
import { declareSample, declareInterpolate } from "./cli/commands/sample";
import { declareSearch } from "./cli/commands/search";
import { declareSend, declareSet } from "./cli/commands/send";
import { endWithOutput } from "./cli/output";
import { declareTune } from "./cli/commands/tune";
import { declareWork } from "./cli/commands/work";
import { declareTrain, declareResume } from "./cli/commands/train";
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

/** In the order of `gan --help`. Each command declares its options in its own file. */
const COMMANDS = [
  declareTrain,
  declareResume,
  declareSearch,
  declareTune,
  declareWork,
  declareEvaluate,
  declareCompare,
  declareExport,
  declareSample,
  declareInterpolate,
  declareFeatures,
  declareSend,
  declareSet,
  declareRuns,
  declareNote,
  declareDelete,
  declareNew,
  declareValidate,
  declareDatasets,
  declareDoctor,
];
for (const declare of COMMANDS) declare(program);

endWithOutput();

const USAGE = new Set(["bad-config", "bad-module", "bad-usage"]);

program.parseAsync().catch((thrown: unknown) => {
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

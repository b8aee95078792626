#!/usr/bin/env node
import { Command, CommanderError, Option } from "commander";
import { compare } from "./cli/commands/compare";
import { datasets } from "./cli/commands/datasets";
import { doctor } from "./cli/commands/doctor";
import { evaluate } from "./cli/commands/evaluate";
import { newExperiment, validate } from "./cli/commands/experiments";
import { features, IMPORTING_INCEPTION } from "./cli/commands/features";
import { deleteRunCommand, listRunsCommand } from "./cli/commands/runs";
import { interpolate, sample } from "./cli/commands/sample";
import { search } from "./cli/commands/search";
import { send, set } from "./cli/commands/send";
import {
  anyCount,
  checkpointStep,
  collect,
  discriminatorSteps,
  learningRate,
  wholeNumber,
} from "./cli/options";
import { endWithOutput } from "./cli/output";
import { resume, train } from "./cli/commands/train";
import { FEATURES, METRICS } from "./experiment/schema";
import { formatError, type GanError, toGanError } from "./shared/errors";
import { ENGINES } from "./shared/engines";
import { JOB_RANGES } from "./shared/protocol/jobs";
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

const TRUST = "let networks that are code run, which came with the run or the study";

program
  .command("train <config>")
  .description("train the experiment of a *.gan.json file")
  .option("--run-dir <dir>", "folder of the run (default: .gan/runs/<time>-<name>)")
  .option("--engine <engine>", `what computes: auto, ${ENGINES.join(", ")}`)
  .option("--steps <n>", "steps to train", anyCount)
  .option("--seed <n>", "seed of weights, noise and data order", wholeNumber(JOB_RANGES.seed))
  .option(
    "--set <path=value>",
    "set any value of the config, for example optimizer.generator.learningRate=0.001",
    collect,
    [],
  )
  .option("--json", "print one JSON object a line")
  .action(train);

program
  .command("resume <run>")
  .description("continue a run from a checkpoint")
  .option(
    "--accept-changed-data",
    "continue although its data files are not those that it was trained with; its units stay",
  )
  .option("--steps <n>", "train until this step", anyCount)
  .option(
    "--from <step>",
    "step of the checkpoint, or latest (default); what came after it is deleted",
    checkpointStep,
  )
  .option("--paused", "wait before the first step, for changes by `gan send`")
  .option(
    "--set <path=value>",
    "change an optimizer, the loss or k before it goes on, for example " +
      "optimizer.generator.learningRate=0.0001, objective.loss=hinge, " +
      "training.discriminatorSteps=2",
    collect,
    [],
  )
  .option("--json", "print one JSON object a line")
  .option("--trust", TRUST)
  .action(resume);

program
  .command("search [study]")
  .description("train every combination of a *.study.json file, and report")
  .option(
    "--study-dir <dir>",
    "folder of the study (default: .gan/studies/<time>-<name>); one that is there is gone on with",
  )
  .option("--resume <dir>", "continue the study in this folder")
  .option("--report <dir>", "write and print the report of a study, however far it has come")
  .option("--jobs <n>", "how many runs to train at the same time", anyCount, 1)
  .option("--engine <engine>", `what computes: auto, ${ENGINES.join(", ")}`)
  .option(
    "--set <path=value>",
    "set any value of the experiment in all runs, for example training.steps=1000",
    collect,
    [],
  )
  .option("--json", "print one JSON object a line")
  .option("--trust", TRUST)
  .action(search);

program
  .command("evaluate <run>")
  .description(
    "measure how well a run's samples match the data, at a checkpoint; the figures are " +
      "added to the run",
  )
  .option(
    "--metrics <names>",
    `what to measure, with commas between; by default what fits: ${METRICS.join(", ")}`,
  )
  .option("--at <step>", "step of the checkpoint, or latest (default)", checkpointStep)
  .option(
    "--samples <n>",
    "samples of the generator (default: 2,500 of 2-D data, else 10,000)",
    anyCount,
  )
  .option("--features <name>", `what looks at pictures: ${FEATURES.join(", ")}`)
  .option("--engine <engine>", `what computes: auto, ${ENGINES.join(", ")}`)
  .option(
    "--accept-changed-data",
    "measure against the files of its data as they are now, also where it was trained with others",
  )
  .option("--json", "print the evaluation as JSON")
  .option("--trust", TRUST)
  .action(evaluate);

program
  .command("compare <run...>")
  .description(
    "set runs side by side: in what their configs differ, and their last and best figures",
  )
  .option("--json", "print the comparison as JSON")
  .action(compare);

program
  .command("sample <run>")
  .description("draw samples of a run into a file: .png, .npy, or .csv for tables and points")
  .requiredOption("--out <file>", "where to write them")
  .option("--count <n>", "how many", wholeNumber(JOB_RANGES.count), 64)
  .option("--at <step>", "step of the checkpoint, or latest (default)", checkpointStep)
  .option("--class <name>", "of a conditional GAN: the class of all (default: each in turn)")
  .option(
    "--seed <n>",
    "other latents than those of the run's pictures",
    wholeNumber(JOB_RANGES.seed),
  )
  .option("--engine <engine>", `what computes: auto, ${ENGINES.join(", ")}`)
  .option("--trust", TRUST)
  .action(sample);

program
  .command("interpolate <run>")
  .description("draw samples along ways between latents as a picture, a row for each way")
  .requiredOption("--out <file>", "the picture, .png")
  .option("--rows <n>", "how many ways", wholeNumber(JOB_RANGES.rows), 8)
  .option(
    "--columns <n>",
    "samples along each way, both ends among them",
    wholeNumber(JOB_RANGES.columns),
    10,
  )
  .option("--spherical", "along the sphere that normal latents lie near, not straight")
  .option("--at <step>", "step of the checkpoint, or latest (default)", checkpointStep)
  .option("--class <name>", "of a conditional GAN: the class of all ways (default: each in turn)")
  .option("--seed <n>", "seed of the ends (default: the run's)", wholeNumber(JOB_RANGES.seed))
  .option("--engine <engine>", `what computes: auto, ${ENGINES.join(", ")}`)
  .option("--trust", TRUST)
  .action(interpolate);

program
  .command("features [action] [name]")
  .description(
    "list what looks at pictures for fid, kid and the like; train NAME, delete NAME, or " +
      "import FILE",
  )
  .addHelpText("after", IMPORTING_INCEPTION)
  .option("--engine <engine>", `what computes: auto, ${ENGINES.join(", ")}`)
  .option("--json", "print one JSON object a line")
  .action(features);

program
  .command("send <run> <command>")
  .description(
    "tell a run that is being trained, here or in VS Code, and wait for its answer: pause, " +
      "resume, step, stop, sample, evaluate, optimizer, learning-rate, discriminator-steps " +
      "or objective",
  )
  .option("--network <name>", "generator, discriminator or both", "both")
  .option("--optimizer <json>", 'for optimizer, for example \'{"type":"sgd","learningRate":0.01}\'')
  .option(
    "--reset-slots",
    "for optimizer: start its slots (moments, velocity) from zero, also those that the old one has",
  )
  .option("--learning-rate <x>", "for learning-rate", learningRate)
  .option(
    "--metrics <names>",
    "for evaluate: what to measure, with commas between (default: what fits)",
  )
  .option("--samples <n>", "for evaluate: samples of the generator", anyCount)
  .option(
    "--discriminator-steps <k>",
    "for discriminator-steps: updates of D for one of G",
    discriminatorSteps,
  )
  .option(
    "--set <path=value...>",
    "for objective: its settings, for example penalties.0.weight=5, loss=hinge, " +
      "instanceNoise=null (none)",
  )
  .action(send);

program
  .command("set <run> <path=value...>")
  .description(
    "change settings of a run that is being trained, here or in VS Code: its optimizers, " +
      "its loss, k; the answer says from which step",
  )
  .addOption(
    new Option(
      "--slots <what>",
      "what becomes of the slots (moments, velocity) of an optimizer that is set: keep " +
        "those that the new one has too, or reset all",
    )
      .choices(["keep", "reset"])
      .default("keep"),
  )
  .addHelpText(
    "after",
    `
Examples:
  gan set RUN optimizer.generator.learningRate=1e-4
  gan set RUN 'optimizer.discriminator={"type":"sgd","learningRate":0.01}' --slots reset
  gan set RUN objective.loss=hinge objective.penalties.0.weight=5
  gan set RUN objective.instanceNoise=null training.discriminatorSteps=2`,
  )
  .action(set);

program
  .command("runs")
  .description("list the runs of this folder")
  .option("--json", "print one JSON object a line")
  .action(listRunsCommand);

program
  .command("delete <run>")
  .description("delete a run and all its files")
  .action(deleteRunCommand);

program
  .command("new <preset> [file]")
  .description("write an experiment from a template; `gan new list` names them")
  .action(newExperiment);

program
  .command("validate <config...>")
  .description(
    "check *.gan.json files; a network that is a module of your own is loaded, which runs " +
      "its code, and tried on two samples",
  )
  .action(validate);

program
  .command("datasets [action] [name]")
  .description(
    "list the data sets; fetch, verify or delete NAME; describe FILE writes your own file " +
      "as the `data` of a config",
  )
  .option("--json", "print one JSON object a line")
  .action(datasets);

program
  .command("doctor")
  .description("say what engine this machine has, and how to get a faster one")
  .option("--install", "fetch and install TensorFlow")
  .option("--json", "print the report as JSON")
  .action(doctor);

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

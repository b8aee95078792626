import { existsSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { parseWithFiles } from "../../data/check-files";
import { dataBytes } from "../../data/data-size";
import { checkMemory, describeMemory, memoryNeeded } from "../../experiment/memory";
import { placeFindings } from "../../experiment/parse";
import type { Experiment } from "../../experiment/schema";
import { PRESETS } from "../../experiment/presets";
import { formatError, GanError } from "../../shared/errors";
import { formatCount } from "../../shared/text/format";
import { folderOf, readConfig, report } from "../config";
import { doJob } from "../job";

/* `gan new` and `gan validate`: experiments from templates, and checks of experiments. */

/**
 * Checks experiments and looks at their data files; networks that are modules are loaded and tried
 * out.
 */
async function validate(files: string[]): Promise<void> {
  let wrong = false;
  for (const file of files) {
    try {
      const { experiment, problems } = await parseWithFiles(readConfig(file), folderOf(file));
      report(file, problems);
      if (!experiment) throw new GanError("bad-config", "");
      const needed = await checkedMemory(file, experiment);
      const hasModule =
        (experiment.generator.module ?? experiment.discriminator.module) !== undefined;
      const { tried } = hasModule
        ? await doJob<"tryModules">({ kind: "tryModules", file: resolve(file) })
        : { tried: [] };
      const found = tried.map(
        ({ network, file: name, parameters }) =>
          `; ${network}: ${name}, ${formatCount(parameters)} numbers to train`,
      );
      process.stdout.write(`${file}: a valid experiment${found.join("")}\n  ${needed}\n`);
    } catch (error) {
      if (
        !(error instanceof GanError) ||
        (error.code !== "bad-config" && error.code !== "bad-module")
      )
        throw error;
      if (error.message) process.stderr.write(`error: ${formatError(error)}\n`);
      wrong = true;
    }
  }
  if (wrong) throw new GanError("bad-config", "");
}

/**
 * What an experiment needs in memory, in words. Reports it and throws `bad-config` where it does
 * not fit.
 */
async function checkedMemory(file: string, experiment: Experiment): Promise<string> {
  const data = await dataBytes(experiment.data, folderOf(file));
  const findings = checkMemory(experiment, { data });
  if (findings.length > 0) {
    report(file, placeFindings(findings, readConfig(file)));
    throw new GanError("bad-config", "");
  }
  return describeMemory(experiment, memoryNeeded(experiment, data));
}

function newExperiment(id: string, file = `${id}.gan.json`): void {
  if (id === "list") {
    for (const { id, description, takes } of PRESETS)
      process.stdout.write(`${id.padEnd(24)} ${takes.padEnd(14)} ${description}\n`);
    return;
  }
  const preset = PRESETS.find((candidate) => candidate.id === id);
  if (!preset)
    throw new GanError(
      "bad-usage",
      `there is no template "${id}"`,
      `use one of: ${PRESETS.map((candidate) => candidate.id).join(", ")}`,
    );
  if (!file.endsWith(".gan.json"))
    throw new GanError(
      "bad-usage",
      `${file} would not be recognised as an experiment`,
      "end its name with .gan.json",
    );
  if (existsSync(file))
    throw new GanError("bad-usage", `there is a file already (${file})`, "give another name");
  writeFileSync(file, preset.text, { flag: "wx" });
  // What a person has there already may be their own.
  const beside = preset.files
    .map(({ name, text }) => ({ path: join(dirname(file), name), text }))
    .filter(({ path }) => !existsSync(path));
  for (const { path, text } of beside) writeFileSync(path, text, { flag: "wx" });
  process.stdout.write(
    `${[file, ...beside.map(({ path }) => path)].join(", ")} written. Train it with: gan ` +
      `train ${file}\n`,
  );
}

export function declareNew(program: Command): void {
  program
    .command("new <preset> [file]")
    .description("write an experiment from a template; `gan new list` names them")
    .action(newExperiment);
}

export function declareValidate(program: Command): void {
  program
    .command("validate <config...>")
    .description(
      "check *.gan.json files; a network that is a module of your own is loaded, which runs " +
        "its code, and tried on two samples",
    )
    .action(validate);
}

import { existsSync, writeFileSync } from "node:fs";
import { PRESETS } from "../experiment/presets";
import { GanError } from "../shared/errors";
import { readConfig, report } from "./config";

export function validate(files: string[]): void {
  const wrong = files.filter((file) => !report(file, readConfig(file)).experiment);
  for (const file of files) if (!wrong.includes(file)) process.stdout.write(`${file}: a valid experiment\n`);
  if (wrong.length > 0) throw new GanError("bad-config", "");
}

export function newExperiment(id: string, file = `${id}.gan.json`): void {
  if (id === "list") {
    for (const preset of PRESETS) process.stdout.write(`${preset.id.padEnd(22)} ${preset.description}\n`);
    return;
  }
  const preset = PRESETS.find((candidate) => candidate.id === id);
  if (!preset) throw new GanError("bad-usage", `there is no template "${id}"`, `use one of: ${PRESETS.map((candidate) => candidate.id).join(", ")}`);
  if (!file.endsWith(".gan.json")) throw new GanError("bad-usage", `${file} would not be taken for an experiment`, "end its name with .gan.json");
  if (existsSync(file)) throw new GanError("bad-usage", `there is a file already (${file})`, "give another name");
  writeFileSync(file, preset.text, { flag: "wx" });
  process.stdout.write(`${file} written. Train it with: gan train ${file}\n`);
}

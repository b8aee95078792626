/*
 * The process that reads damaged files: told of one after the other, it answers what came of each.
 */
import { writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { checkFiles } from "../../src/data/check-files";
import { describeData } from "../../src/data/describe";
import { loadIdxPictures } from "../../src/data/idx-pictures";
import { openSource } from "../../src/data/source";
import { absoluteData } from "../../src/experiment/paths";
import { dataSchema } from "../../src/experiment/schema";
import { GanError } from "../../src/shared/errors";

export interface Asked {
  file: string;
  data: { source: string };
}
export interface Answer {
  /** For each way of reading: `read`, `refused`, or what is wrong with how it was refused. */
  outcomes: Record<string, string>;
  /** The most memory so far, in MB. */
  memory: number;
}

process.on("message", (asked: Asked) => {
  void tryFile(asked).then((outcomes) =>
    process.send?.({ outcomes, memory: process.resourceUsage().maxRSS / 1024 } satisfies Answer),
  );
});

async function tryFile({ file, data }: Asked): Promise<Record<string, string>> {
  const folder = dirname(file);
  if (data.source === "idx") return { load: await outcome(file, () => loadIdx(folder)) };
  const config = absoluteData(dataSchema.parse(data), folder);
  const described = "path" in config ? folder : file;
  return {
    describe: await outcome(file, () => describeData(described)),
    check: await outcome(file, async () => {
      for (const { message, hint } of await checkFiles(config, folder))
        if (hint === "") throw new GanError("bad-data", message);
    }),
    load: await outcome(file, () => openSource(config, "")),
  };
}

function loadIdx(folder: string): Promise<unknown> {
  const labels = Buffer.from([0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 3]);
  writeFileSync(join(folder, "train-labels-idx1-ubyte"), labels);
  return loadIdxPictures({
    folder,
    title: "MNIST",
    name: "mnist",
    split: "train",
    shape: [28, 28, 1],
    range: "zeroToOne",
  });
}

async function outcome(file: string, read: () => Promise<unknown>): Promise<string> {
  try {
    await read();
    return "read";
  } catch (thrown) {
    if (!(thrown instanceof GanError)) return `a raw error: ${String(thrown)}`;
    const { code, message, hint } = thrown;
    if (code !== "bad-data") return `the code ${code}: ${message}`;
    // A folder stands for the files in it where their names do not matter.
    const named = [basename(file), basename(dirname(file))].some((name) => message.includes(name));
    if (!named) return `no file is named: ${message}`;
    return hint === "" ? `no remedy is named: ${message}` : "refused";
  }
}

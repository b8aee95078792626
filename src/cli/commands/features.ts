import { resolve } from "node:path";
import type { Command } from "commander";
import { CLASSIFIED, type Classified } from "../../experiment/evaluation";
import { cacheDirs } from "../../shared/files/cache";
import { GanError } from "../../shared/errors";
import { deleteWeights, readWeights } from "../../extractors/cache";
import { CLASSIFIER_NAMES, INCEPTION_NAME } from "../../extractors/names";
import { doJob } from "../job";
import { ENGINE_HELP } from "../options";

/* `gan features`: the classifiers that look at pictures, and Inception's weights. */

interface Options {
  engine?: string;
  json?: boolean;
}
const ACTIONS = { list, train, delete: remove, import: importWeights };

/** How to come by Inception's weights, for the help text. */
export const IMPORTING_INCEPTION = `
Classifiers of MNIST, Fashion-MNIST and CIFAR-10 are trained here when they are first needed. Inception's weights, for
figures that can be compared with published ones, are imported once. Fetch pt_inception-2015-12-05-6726825d.pth (the
release fid_weights of github.com/mseitzer/pytorch-fid), then with Python and pip install torch safetensors:

  import torch, safetensors.torch
  weights = torch.load("pt_inception-2015-12-05-6726825d.pth")
  safetensors.torch.save_file({name: w.contiguous() for name, w in weights.items()}, "inception.safetensors")

and: gan features import inception.safetensors
Then: gan evaluate RUN --features inception --metrics fid. A picture takes about a tenth of a second; FID wants more
than 2,048 samples.`;

/**
 * `gan features [list | train NAME | delete NAME | import FILE]`: what looks at pictures for FID
 * and its like.
 */
async function features(
  action = "list",
  name: string | undefined,
  options: Options,
): Promise<void> {
  if (!Object.hasOwn(ACTIONS, action))
    throw new GanError(
      "bad-usage",
      `there is no action "${action}" on features`,
      `use one of: ${Object.keys(ACTIONS).join(", ")}`,
    );
  await ACTIONS[action as keyof typeof ACTIONS](name, options);
}

async function list(_: string | undefined, { json }: Options): Promise<void> {
  for (const source of CLASSIFIED) {
    const name = CLASSIFIER_NAMES[source];
    const stored = await readWeights(name, cacheDirs());
    print(
      json,
      {
        source,
        name,
        ...(stored ? { file: stored.file, hash: stored.hash, ...stored.metadata } : {}),
      },
      `${source.padEnd(14)} ${name.padEnd(28)} ` +
        `${stored ? described(stored.metadata, stored.hash) : "not trained yet; it is when it is first needed"}`,
    );
  }
  const stored = await readWeights(INCEPTION_NAME, cacheDirs());
  print(
    json,
    {
      source: "inception",
      name: INCEPTION_NAME,
      ...(stored ? { file: stored.file, hash: stored.hash, ...stored.metadata } : {}),
    },
    `${"inception".padEnd(14)} ${INCEPTION_NAME.padEnd(28)} ${
      stored
        ? `imported from ${stored.metadata["importedFrom"]}, hash ${stored.hash}`
        : "not imported; gan features --help says how"
    }`,
  );
}

async function train(name: string | undefined, { engine, json }: Options): Promise<void> {
  const result = await doJob<"features">({
    kind: "features",
    source: sourceNamed(name),
    ...(engine ? { engine } : {}),
  });
  print(
    json,
    { ...result, ...result.metadata },
    `${result.name}: ${described(result.metadata, result.hash)}\n${result.file}`,
  );
}

async function importWeights(file: string | undefined, { json }: Options): Promise<void> {
  if (file === undefined)
    throw new GanError(
      "bad-usage",
      "no file is named",
      "write: gan features import inception.safetensors",
    );
  const result = await doJob<"importInception">({ kind: "importInception", file: resolve(file) });
  print(
    json,
    { ...result, ...result.metadata },
    `${result.name}: imported, hash ${result.hash}\n${result.file}`,
  );
}

async function remove(given: string | undefined, { json }: Options): Promise<void> {
  const name = given === "inception" ? INCEPTION_NAME : CLASSIFIER_NAMES[sourceNamed(given)];
  const deleted = deleteWeights(name, cacheDirs());
  print(json, { name, deleted }, deleted ? `${name} is deleted` : `${name} was not there`);
}

const described = ({ accuracy, seconds, engine }: Record<string, string>, hash: string): string =>
  `${(100 * Number(accuracy)).toFixed(2)} % of the test set right, trained in ${seconds} s ` +
  `on ${engine}, hash ${hash}`;

function sourceNamed(name: string | undefined): Classified {
  const source = CLASSIFIED.find((one) => one === name);
  if (source) return source;
  throw new GanError(
    "bad-usage",
    name === undefined ? "no data set is named" : `there is no classifier for "${name}"`,
    `use one of: ${CLASSIFIED.join(", ")}`,
  );
}

function print(json: boolean | undefined, object: object, text: string): void {
  process.stdout.write(`${json ? JSON.stringify(object) : text}\n`);
}

export function declareFeatures(program: Command): void {
  program
    .command("features [action] [name]")
    .description(
      "list what looks at pictures for fid, kid and the like; train NAME, delete NAME, or " +
        "import FILE",
    )
    .addHelpText("after", IMPORTING_INCEPTION)
    .option("--engine <engine>", ENGINE_HELP)
    .option("--json", "print one JSON object a line")
    .action(features);
}

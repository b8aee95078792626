import { CLASSIFIED, type Classified } from "../experiment/evaluation";
import { cacheDirs } from "../shared/cache";
import { GanError } from "../shared/errors";
import { deleteWeights, readWeights } from "../trainer/features/cache";
import { CLASSIFIER_NAMES } from "../trainer/features/names";
import { doJob } from "./job";

interface Options { engine?: string; json?: boolean }
const ACTIONS = { list, train, delete: remove };

/** `gan features [list | train NAME | delete NAME]`: what looks at pictures for FID and its like. */
export async function features(action = "list", name: string | undefined, options: Options): Promise<void> {
  if (!(action in ACTIONS)) throw new GanError("bad-usage", `there is no action "${action}" on features`, `use one of: ${Object.keys(ACTIONS).join(", ")}`);
  await ACTIONS[action as keyof typeof ACTIONS](name, options);
}

async function list(_: string | undefined, { json }: Options): Promise<void> {
  for (const source of CLASSIFIED) {
    const name = CLASSIFIER_NAMES[source], stored = readWeights(name, cacheDirs());
    print(json, { source, name, ...(stored ? { file: stored.file, hash: stored.hash, ...stored.metadata } : {}) },
      `${source.padEnd(14)} ${name.padEnd(28)} ${stored ? described(stored.metadata, stored.hash) : "not trained yet; it is when it is first needed"}`);
  }
}

async function train(name: string | undefined, { engine, json }: Options): Promise<void> {
  const result = await doJob<"features">({ kind: "features", source: sourceNamed(name), ...(engine ? { engine } : {}) });
  print(json, { ...result, ...result.metadata }, `${result.name}: ${described(result.metadata, result.hash)}\n${result.file}`);
}

async function remove(name: string | undefined, { json }: Options): Promise<void> {
  const source = sourceNamed(name), deleted = deleteWeights(CLASSIFIER_NAMES[source], cacheDirs());
  print(json, { source, deleted }, deleted ? `${CLASSIFIER_NAMES[source]} is deleted; figures by a new one cannot be compared with its` : `${CLASSIFIER_NAMES[source]} was not there`);
}

const described = ({ accuracy, seconds, engine }: Record<string, string>, hash: string): string =>
  `${(100 * Number(accuracy)).toFixed(2)} % of the test set right, trained in ${seconds} s on ${engine}, hash ${hash}`;

function sourceNamed(name: string | undefined): Classified {
  const source = CLASSIFIED.find((one) => one === name);
  if (source) return source;
  throw new GanError("bad-usage", name === undefined ? "no data set is named" : `there is no classifier for "${name}"`, `use one of: ${CLASSIFIED.join(", ")}`);
}

function print(json: boolean | undefined, object: object, text: string): void {
  process.stdout.write(`${json ? JSON.stringify(object) : text}\n`);
}

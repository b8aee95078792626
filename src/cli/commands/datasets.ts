import type { Command } from "commander";
import { describeData } from "../../data/describe";
import { deleteFiles, fetchFiles, type SetState, stateOf } from "../../data/cached-files";
import { cacheOf, PUBLISHED_FILES } from "../../data/published";
import { WHERE_TO_ASK } from "../../data/tfd";
import { cacheDirs } from "../../shared/files/cache";
import { GanError } from "../../shared/errors";

/* `gan datasets`: lists, fetches, verifies, deletes and describes data sets. */

const ACTIONS = { list, fetch, verify, delete: remove, describe };
type Name = keyof typeof PUBLISHED_FILES;
interface Options {
  json?: boolean;
}

/** `gan datasets [list | fetch NAME | verify NAME | delete NAME | describe FILE]`. */
async function datasets(
  action: string | undefined,
  name: string | undefined,
  options: Options,
): Promise<void> {
  const wanted = action ?? "list";
  if (!Object.hasOwn(ACTIONS, wanted))
    throw new GanError(
      "bad-usage",
      `there is no action "${action}" on data sets`,
      `use one of: ${Object.keys(ACTIONS).join(", ")}`,
    );
  await ACTIONS[wanted as keyof typeof ACTIONS](name, options);
}

async function list(_name: string | undefined, { json }: Options): Promise<void> {
  for (const name of Object.keys(PUBLISHED_FILES) as Name[]) {
    const files = PUBLISHED_FILES[name];
    const found = await stateOf(files, cacheOf(files, cacheDirs()));
    print(
      json,
      { name, title: files.title, ...found, sources: files.sources.map((source) => source.name) },
      `${name.padEnd(14)} ${found.state.padEnd(9)} ${megabytes(found.size).padStart(7)}  ` +
        `${found.folder}\n${" ".repeat(15)}from ` +
        `${files.sources.map((source) => source.name).join(", ")}`,
    );
  }
  print(
    json,
    { name: "tfd", title: "Toronto Face Database", state: "yours", remark: WHERE_TO_ASK },
    `${"tfd".padEnd(14)} your own file: ${WHERE_TO_ASK}`,
  );
}

async function fetch(name: string | undefined, { json }: Options): Promise<void> {
  const files = setNamed(name);
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once("SIGINT", interrupt);
  let said = "";
  const onProgress = (done: number, total: number | undefined) => {
    const line =
      `Fetching ${files.title}: ` +
      `${total ? `${Math.floor((10 * done) / total) * 10} %` : megabytes(Math.floor(done / 2e7) * 2e7)}`;
    if (line !== said) process.stderr.write(`${line}\n`);
    said = line;
  };
  const folder = await fetchFiles(files, {
    cacheDir: cacheOf(files, cacheDirs()),
    signal: stop.signal,
    onProgress,
  }).finally(() => process.off("SIGINT", interrupt));
  print(json, { name, state: "complete", folder }, `${files.title} is complete: ${folder}`);
}

async function verify(name: string | undefined, { json }: Options): Promise<void> {
  const files = setNamed(name);
  const found = await stateOf(files, cacheOf(files, cacheDirs()), { thorough: true });
  print(json, { name, ...found }, `${files.title} is ${found.state}: ${found.folder}`);
  if (found.state !== "complete") throw damaged(name!, files.title, found);
}

const damaged = (name: string, title: string, { faults, folder }: SetState): GanError =>
  new GanError(
    "bad-data",
    `${title} is not right: ${faults.join(", ")} (${folder})`,
    `fetch what is missing: gan datasets fetch ${name}`,
  );

async function remove(name: string | undefined, { json }: Options): Promise<void> {
  const files = setNamed(name);
  const deleted = await deleteFiles(files, cacheOf(files, cacheDirs()));
  print(
    json,
    { name, deleted },
    deleted ? `${files.title} is deleted` : `${files.title} was not there`,
  );
}

async function describe(file: string | undefined, { json }: Options): Promise<void> {
  if (!file)
    throw new GanError("bad-usage", "no file is named", "write: gan datasets describe FILE");
  const { data, remarks } = await describeData(file);
  process.stdout.write(`${JSON.stringify(data, null, json ? undefined : 2)}\n`);
  for (const remark of remarks) process.stderr.write(`${remark}\n`);
}

function setNamed(name: string | undefined): (typeof PUBLISHED_FILES)[Name] {
  if (name === "tfd") throw new GanError("bad-usage", "tfd cannot be fetched", WHERE_TO_ASK);
  if (name === undefined || !Object.hasOwn(PUBLISHED_FILES, name)) {
    throw new GanError(
      "bad-usage",
      name === undefined ? "no data set is named" : `there is no data set "${name}"`,
      `use one of: ${Object.keys(PUBLISHED_FILES).join(", ")}`,
    );
  }
  return PUBLISHED_FILES[name as Name];
}

function print(json: boolean | undefined, object: object, text: string): void {
  process.stdout.write(`${json ? JSON.stringify(object) : text}\n`);
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

export function declareDatasets(program: Command): void {
  program
    .command("datasets [action] [name]")
    .description(
      "list the data sets; fetch, verify or delete NAME; describe FILE writes your own file " +
        "as the `data` of a config",
    )
    .option("--json", "print one JSON object a line")
    .action(datasets);
}

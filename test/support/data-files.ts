import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSource } from "../../src/data/source";
import { type DataConfig, dataSchema } from "../../src/experiment/schema";
import { formatError, type GanError } from "../../src/shared/errors";
import { fixture } from "./paths";

export interface Fixture {
  mat: Record<"tfd" | "plain" | "compressed", string>;
  npy: Record<string, string>;
}

export const { mat, npy } = fixture<Fixture>("data");

export const bytesOf = (text: string): Buffer => Buffer.from(text, "base64");

export const data = (settings: object): DataConfig => dataSchema.parse(settings);

export const examplesOf = async (config: DataConfig) => {
  const source = await openSource(config, "");
  assert.ok(source.kind === "examples");
  return source.dataset;
};

/** Fails unless the promise is rejected with `bad-data` in these words. */
export const refused = (promise: Promise<unknown>, words: RegExp) =>
  assert.rejects(promise, (thrown: GanError) => {
    assert.equal(thrown.code, "bad-data", thrown.stack);
    assert.match(formatError(thrown), words);
    return true;
  });

/** A folder of its own for each test of a `describe`, and what writes a file into it. */
export function filesFolder() {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "gan-files-"));
  });
  afterEach(() => rm(dir, { recursive: true }));
  const here = (name: string) => join(dir, name);
  const written = async (name: string, content: Buffer | string): Promise<string> => {
    await writeFile(here(name), content);
    return here(name);
  };
  return { here, written };
}

import assert from "node:assert/strict";
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

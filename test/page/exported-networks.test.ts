import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { loadEngine } from "../../src/engine";
import { RECORDABLE } from "../../src/engine/graph/shapes";
import { isKnown } from "../../src/engine/tensorflow/graph-model";
import type { Values } from "../../src/tensor/values";
import { type Files, WRITERS } from "../../src/trainer/export/formats";
import { launchBrowser } from "../harness/browser";
import { ORIGIN, PAGE_TIMEOUT_MS } from "../harness/built-page";
import { networkCases } from "../support/exported-networks";
import { largestDifference } from "../support/gan";

const require = createRequire(__filename);
/** TensorFlow.js as web pages load it: a part of the package of TensorFlow for Node. */
const TFJS = require.resolve("@tensorflow/tfjs/dist/tf.min.js");
const OPS = join(
  dirname(require.resolve("@tensorflow/tfjs-converter/package.json")),
  "dist/operations/op_list",
);

/**
 * Loads a model and runs it on inputs: what the page makes of them. As text, since what a compiler
 * adds to a function does not exist in the page. On the processor, whose numbers are the same
 * everywhere.
 */
const RUN = `async ({ file, inputs }) => {
  await tf.setBackend("cpu");
  const model = await tf.loadGraphModel(file);
  const tensors = {};
  for (const [name, { shape, values }] of Object.entries(inputs))
    tensors[name] = tf.tensor(values, shape);
  return Array.from(model.predict(tensors).dataSync());
}`;

describe("A network exported for TensorFlow.js", () => {
  let browser: Browser;
  before(async () => {
    await loadEngine("wasm", { convolution: false });
    browser = await launchBrowser();
  });
  after(() => browser?.close());

  /** A page of a site that has the files, and TensorFlow.js. */
  async function pageWith(files: Files): Promise<Page> {
    const page = await browser.newPage();
    page.setDefaultTimeout(PAGE_TIMEOUT_MS);
    await page.route(`${ORIGIN}/**`, (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      if (name === "") return route.fulfill({ contentType: "text/html", body: PAGE });
      if (name === "tf.js") return route.fulfill({ path: TFJS });
      const body = files[name];
      if (body === undefined) return route.fulfill({ status: 404 });
      return route.fulfill({ body: Buffer.from(body) });
    });
    await page.goto(`${ORIGIN}/`);
    return page;
  }

  it("makes in a web page of batches of any size what the network makes", async () => {
    for (const { title, network, inputs, outputs } of networkCases()) {
      const page = await pageWith(WRITERS.tfjs.files(network, { step: "7" }));
      for (const count of [1, 7]) {
        const given = inputs(count);
        const asked = { file: `${network.name}.json`, inputs: plain(given) };
        const made = await page.evaluate<number[]>(`(${RUN})(${JSON.stringify(asked)})`);
        const expected = outputs(given);
        assert.equal(made.length, expected.length);
        assert.ok(largestDifference(made, [...expected], 1) < 1e-5, `${title}, ${count}`);
      }
      await page.close();
    }
  });

  it("is refused where it has operations that TensorFlow.js has not", () => {
    const lists = readdirSync(OPS).filter((name) => name.endsWith(".js"));
    const source = lists.map((name) => readFileSync(join(OPS, name), "utf8")).join("\n");
    const known = new Set(Array.from(source.matchAll(/'tfOpName': '(\w+)'/g), ([, op]) => op));
    assert.deepEqual(
      RECORDABLE.filter(isKnown),
      RECORDABLE.filter((op) => known.has(op)),
    );
  });
});

const PAGE = '<!DOCTYPE html><meta charset="utf-8"><script src="/tf.js"></script>';

const plain = (inputs: Record<string, Values>): object =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, values }]) => [
      name,
      { shape, values: [...values] },
    ]),
  );

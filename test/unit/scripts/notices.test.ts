import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { REPOSITORY } from "../../support/paths";

/** What the build says of what it would pack. */
async function built(flag: "--packages" | "--notices"): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ["esbuild.mjs", flag], {
    cwd: REPOSITORY,
    maxBuffer: 1 << 26,
  });
  return stdout;
}

describe("Software of others that ships", function () {
  this.timeout(600_000);
  let packages: string[];
  let sections: string[];
  before(async () => {
    packages = (await built("--packages")).trim().split("\n");
    sections = (await built("--notices")).split(/^={100}$/m);
  });

  it("is every package in the bundles and every one that is copied", () => {
    const names = packages.map((one) => one.replace(/@[^@]+$/, ""));
    const bundled = ["zod", "pngjs", "jpeg-js", "omggif", "tar", "@tensorflow/tfjs-node"];
    const copied = [
      "onnxruntime-web",
      "@tensorflow/tfjs-backend-wasm",
      "@jsquash/webp",
      "node-api-headers",
      "@vscode/codicons",
    ];
    for (const name of [...bundled, ...copied]) assert.ok(names.includes(name), name);
    for (const name of ["mocha", "typescript", "eslint", "playwright-core"])
      assert.ok(!names.includes(name), name);
  });

  it("has the text of its licence in the notices", () => {
    for (const one of packages) {
      const title = one.replace(/@([^@]+)$/, " $1 (");
      const section = sections.find((text) =>
        text.split("\n").some((line) => line.startsWith(title)),
      );
      assert.ok(section, `${one} is not in the notices`);
      assert.match(
        section,
        /Permission (is|to use)|Redistribution and use|Apache License|Blue Oak|Creative Commons/,
        one,
      );
      assert.match(section, /Copyright|\(c\)|Contributor|Creative Commons/i, one);
    }
  });

  it("has the notice of the numbers that make Sobol' points", () => {
    const section = sections.find((text) => text.includes("sobol-directions.ts"));
    assert.match(section ?? "", /2008, Frances Y. Kuo and Stephen Joe[^]*Redistribution and use/);
  });

  it("has the notices of what is compiled into WebAssembly", () => {
    const text = sections.join("\n");
    for (const part of ["google/XNNPACK", "pytorch/cpuinfo", "Copyright (c) 2010, Google Inc."])
      assert.ok(text.includes(part), part);
  });

  it("is packed with its notices and with every file that is copied", async () => {
    const packed = await readFile(join(REPOSITORY, ".vscodeignore"), "utf8");
    const wanted = [
      "THIRD_PARTY_NOTICES.txt",
      "wasm/*.wasm",
      "webp/*.wasm",
      "onnxruntime/*",
      "addon/**",
    ];
    for (const file of wanted) assert.ok(packed.includes(`\n!dist/${file}\n`), file);
  });
});

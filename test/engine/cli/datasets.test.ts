import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchMnist } from "../../../src/data/mnist";
import { CACHE_VARIABLE, cacheDir } from "../../../src/shared/files/cache";
import { CLI } from "../../support/paths";
import { first, present } from "../../support/values";

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

describe("gan datasets", () => {
  let folder: string;
  let mnist: string;
  before(async () => {
    mnist = await fetchMnist({ cacheDir: cacheDir() });
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gan-datasets-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const gan = (...args: string[]) =>
    new Promise<Outcome>((resolve) => {
      const env = { ...process.env, [CACHE_VARIABLE]: join(folder, "cache") };
      execFile(
        process.execPath,
        [CLI, "datasets", ...args],
        { cwd: folder, env },
        (error, stdout, stderr) =>
          resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });
  const here = () => join(folder, "cache", "data", "mnist");

  it("lists what there is, where, how large and from where", async () => {
    cpSync(mnist, here(), { recursive: true });
    const { code, stdout } = await gan("--json");
    assert.equal(code, 0);
    const rows = stdout
      .trim()
      .split("\n")
      .map(
        (line) =>
          JSON.parse(line) as {
            name: string;
            state: string;
            size?: number;
            folder?: string;
            sources?: string[];
          },
      );
    assert.deepEqual(
      rows.map(({ name, state }) => [name, state]),
      [
        ["mnist", "complete"],
        ["fashionMnist", "missing"],
        ["cifar10", "missing"],
        ["tfd", "yours"],
      ],
    );
    assert.deepEqual([first(rows).size, first(rows).folder], [54_950_048, here()]);
    assert.ok(rows.slice(0, 3).every(({ sources }) => present(sources).length >= 3));
    const text = (await gan("list")).stdout;
    assert.match(text, /^mnist\s+complete\s+55 MB\s+\/.*mnist\n\s+from https/m);
    assert.match(text, /^tfd\s+your own file: .*Susskind/m);
  });

  it("fetches, verifies and deletes", async () => {
    const fetched = await gan("fetch", "mnist");
    assert.equal(fetched.code, 0, fetched.stderr);
    assert.equal(fetched.stdout, `MNIST is complete: ${here()}\n`);
    assert.match(fetched.stderr, /Fetching MNIST: 100 %/);
    assert.equal((await gan("verify", "mnist")).stdout, `MNIST is complete: ${here()}\n`);
    truncateSync(join(here(), "t10k-labels-idx1-ubyte"), 99);
    const damaged = await gan("verify", "mnist");
    assert.equal(damaged.code, 1);
    assert.match(
      damaged.stderr,
      new RegExp(
        String.raw`error: MNIST is not right: t10k-labels-idx1-ubyte is damaged, 99 ` +
          String.raw`bytes instead of 10008 .*; fetch what is missing: gan datasets fetch ` +
          String.raw`mnist`,
      ),
    );
    assert.equal((await gan("delete", "mnist")).stdout, "MNIST is deleted\n");
    assert.ok(!existsSync(here()));
    assert.equal(
      (await gan("delete", "mnist", "--json")).stdout,
      '{"name":"mnist","deleted":false}\n',
    );
  });

  it("writes a file of one's own as the data of a config", async () => {
    writeFileSync(join(folder, "t.csv"), "a,b\n1,x\n2,y\n");
    const { stdout, stderr } = await gan("describe", "t.csv", "--json");
    assert.deepEqual(JSON.parse(stdout), {
      source: "csv",
      file: "t.csv",
      columns: [
        { type: "numeric", name: "a" },
        { type: "categorical", name: "b", values: ["x", "y"] },
      ],
    });
    assert.equal(stderr, "2 rows\n");
  });

  it("refuses bad usage with exit code 2 and says what to do", async () => {
    for (const [args, said] of [
      [
        ["burn"],
        /there is no action "burn" on data sets; use one of: list, fetch, verify, delete, describe/,
      ],
      [["fetch"], /no data set is named; use one of: mnist, fashionMnist, cifar10/],
      [["fetch", "cifar"], /there is no data set "cifar"; use one of/],
      [
        ["fetch", "tfd"],
        /tfd cannot be fetched; The Toronto Face Database is given out by its author only/,
      ],
      [["describe"], /no file is named/],
    ] as const) {
      const { code, stderr } = await gan(...args);
      assert.equal(code, 2, stderr);
      assert.match(stderr, said);
    }
  });
});

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { visible } from "../../../../src/cli/terminal";
import { keepModule, keptModule } from "../../../../src/run/modules";
import { requireTrustInRun, trustRun } from "../../../../src/run/trust";
import { combinationsOf } from "../../../../src/search/space/grid";
import { readGridPlan, readPlan } from "../../../../src/search/plan/folder";
import type { GanError } from "../../../../src/shared/errors";
import { asFileName, isFileName } from "../../../../src/shared/text/names";
import { REPOSITORY } from "../../../support/paths";

/**
 * Names that lead elsewhere, mean something to a system, or are part of every object in JavaScript.
 */
export const BAD_NAMES = [
  "",
  ".",
  "..",
  "...",
  "../../x",
  "a/b",
  "a\\b",
  "/etc/passwd",
  "C:\\x",
  "a\0b",
  "a\nb",
  "con",
  "NUL.txt",
  "ends.",
  "ends ",
];

describe("names of files that texts give", () => {
  it("are refused where they lead elsewhere or mean something to a system", () => {
    for (const name of BAD_NAMES) assert.equal(isFileName(name), false, JSON.stringify(name));
    for (const name of ["a", "a.b", ".hidden", "Adam_lr-0.1", "données", "学习"]) {
      assert.equal(isFileName(name), true, name);
    }
  });

  it("are always such names where they are made from a text", () => {
    for (const name of [...BAD_NAMES, "__proto__", "toString", "x".repeat(300), "…"]) {
      const made = asFileName(name, 40);
      assert.ok(isFileName(made) && made.length <= 42, `${JSON.stringify(name)} gave ${made}`);
    }
  });

  it("are names of folders inside the study's for every choice's label", () => {
    const labels = [...BAD_NAMES.filter((name) => name !== ""), "toString", "constructor"];
    const choices = Object.fromEntries(labels.map((label) => [label, { "training.seed": 1 }]));
    const ids = combinationsOf({ vary: { choice: choices }, set: {} }).map(({ id }) => id);
    assert.equal(new Set(ids.map((id) => id.toLowerCase())).size, labels.length);
    for (const id of ids) assert.ok(isFileName(id), id);
  });
});

describe("a study's plan that came from elsewhere", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "gan-names-"));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const EXPERIMENT = JSON.parse(
    readFileSync(join(REPOSITORY, "bench", "toy.gan.json"), "utf8"),
  ) as object;
  const write = (change: object) =>
    writeFileSync(
      join(dir, "study.json"),
      JSON.stringify({
        format: 1,
        name: "s",
        base: "b",
        set: {},
        factors: [],
        runs: [{ id: "run", labels: {}, experiment: EXPERIMENT, ...change }],
      }),
    );

  it("is read where its runs lie inside it", () => {
    write({});
    assert.equal(readGridPlan(dir).runs[0]?.id, "run");
  });

  for (const id of BAD_NAMES) {
    it(`is refused where a run is called ${JSON.stringify(id)}`, () => {
      write({ id });
      assert.throws(() => readPlan(dir), /no readable study.*runs\.0\.id/);
    });
  }

  it("is refused where a run trains no experiment", () => {
    write({ experiment: { generator: {} } });
    assert.throws(() => readPlan(dir), /no readable study.*runs\.0\.experiment/);
  });
});

describe("the modules that a run keeps", () => {
  let dir: string;
  let cache: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "gan-run-"));
    cache = mkdtempSync(join(tmpdir(), "gan-cache-"));
    writeFileSync(join(dir, "config.json"), '{"generator":{"module":"/own/net.js"}}');
    keepModule(
      dir,
      "generator",
      "/own/net.js",
      new Map([
        ["/own/net.js", "module.exports = require('./lib/part');"],
        ["/own/lib/part.js", "module.exports = {};"],
      ]),
    );
  });
  afterEach(() => {
    rmSync(dir, { recursive: true });
    rmSync(cache, { recursive: true });
  });
  const folder = () => join(dir, "modules", "generator");
  const refused = (message: RegExp) => (error: GanError) => {
    assert.equal(error.code, "bad-run");
    assert.match(error.message, message);
    return true;
  };

  it("are those that were kept, by their checksum", () => {
    const { entry } = keptModule(dir, "generator");
    assert.equal(entry, join(folder(), "net.js"));
  });

  const changes: Record<string, () => void> = {
    "a file was changed": () => writeFileSync(join(folder(), "lib", "part.js"), "evil()"),
    "a file was added": () => writeFileSync(join(folder(), "more.js"), ""),
    "a file is gone": () => rmSync(join(folder(), "lib", "part.js")),
    "a file is a link": () => {
      rmSync(join(folder(), "net.js"));
      symlinkSync("/etc/hostname", join(folder(), "net.js"));
    },
    "all files are gone": () => rmSync(folder(), { recursive: true }),
  };
  for (const [name, change] of Object.entries(changes)) {
    it(`are refused where ${name}`, () => {
      change();
      assert.throws(() => keptModule(dir, "generator"), refused(/is not the one that/));
    });
  }

  for (const entry of ["../../../x.js", "/etc/hostname", "..", "toString", "__proto__", ""]) {
    it(`are refused where the entry is ${JSON.stringify(entry)}`, () => {
      const note = join(dir, "modules", "generator.json");
      const { sha256 } = JSON.parse(readFileSync(note, "utf8")) as { sha256: string };
      writeFileSync(note, JSON.stringify({ entry, sha256 }));
      assert.throws(() => keptModule(dir, "generator"), refused(/module/));
    });
  }

  it("run only where the user has trained with them or trusts them, wherever the run lies", () => {
    const untrusted = (error: GanError) => error.code === "untrusted" && /--trust/.test(error.hint);
    assert.throws(() => requireTrustInRun(dir, [cache]), untrusted);
    trustRun(dir, [cache]);
    requireTrustInRun(dir, [cache]);
    const other = mkdtempSync(join(tmpdir(), "gan-cache-"));
    assert.throws(() => requireTrustInRun(dir, [other]), untrusted);
    requireTrustInRun(dir, [other, cache]);
    rmSync(other, { recursive: true });
  });

  it("are asked about before a run's first step too, when only its config names them", () => {
    rmSync(join(dir, "modules"), { recursive: true });
    assert.throws(() => requireTrustInRun(dir, [cache]), /was not begun here/);
    trustRun(dir, [cache]);
    requireTrustInRun(dir, [cache]);
  });

  it("need no trust where there are none", () => {
    const plain = mkdtempSync(join(tmpdir(), "gan-run-"));
    mkdirSync(join(plain, "modules"));
    writeFileSync(join(plain, "config.json"), '{"generator":{"layers":[]}}');
    requireTrustInRun(plain, [cache]);
    rmSync(plain, { recursive: true });
  });
});

describe("a text for a terminal", () => {
  it("has no character that a terminal acts on", () => {
    const text = "a\u001b[31mred\u0007\u009b2J\rb\u202Ec\u0000";
    assert.equal(visible(text), "a\\u001b[31mred\\u0007\\u009b2J\\u000db\\u202ec\\u0000");
  });

  it("keeps its lines, tabs and letters of every script", () => {
    assert.equal(visible("é\t学\r\n🙂\n"), "é\t学\n🙂\n");
  });

  it("stays JSON where it is", () => {
    const value = { name: "a\u009bb\u2028\u202e" };
    assert.deepEqual(JSON.parse(visible(JSON.stringify(value))), value);
  });
});

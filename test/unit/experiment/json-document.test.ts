import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "../../../src/experiment/json-document";
import { parseExperiment } from "../../../src/experiment/parse";
import { parseStudy } from "../../../src/search/study-file/parse-study";
import { REPOSITORY } from "../../support/paths";

const EXAMPLE = readFileSync(join(REPOSITORY, "examples", "gaussian-1d.gan.json"), "utf8");

/** The example with more text inside its outermost braces. */
const withMore = (more: string): string => EXAMPLE.replace(/\}\s*$/, `, ${more} }`);
const many = (count: number, make: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join(",");

/** Texts that once took minutes or ended in a stack overflow, each with what must be said of it. */
const HARD_TEXTS: Record<string, { text(size: number): string; says: RegExp }> = {
  "nested lists": {
    text: (size) => "[".repeat(size) + "]".repeat(size),
    says: /more than 100 levels lie within each other/,
  },
  "nested objects that never end": {
    text: (size) => '{"a":'.repeat(size),
    says: /more than 100 levels/,
  },
  "unknown keys": {
    text: (size) => withMore(many(size, (i) => `"key${i}": 1`)),
    says: /unknown key "key0"/,
  },
  "one key many times": {
    text: (size) => withMore(many(size, () => '"name": "a"')),
    says: /"name" is given twice/,
  },
  "a long word in place of a choice": {
    text: (size) => withMore(`"engine": "${"x".repeat(size)}"`),
    says: /engine is "x{36}\.\.\.; use one of: auto/,
  },
  "a long key": {
    text: (size) => withMore(`"${"x".repeat(size)}": 1`),
    says: /unknown key "x+\.\.\."/,
  },
  "wrong layers": {
    text: (size) =>
      EXAMPLE.replace('"layers": [', `"layers": [${many(size, () => '{"type":"dens"}')},`),
    says: /unknown type "dens"; did you mean "dense"\?/,
  },
  "characters that are no JSON": { text: (size) => "?".repeat(size), says: /not valid JSON/ },
  "commas and nothing else": { text: (size) => ",".repeat(size), says: /not valid JSON/ },
  "a string that never ends": { text: (size) => `"${"x".repeat(size)}`, says: /not valid JSON/ },
};

/** How often times are compared before the longer one counts. */
const TRIES = 10;

describe("a text that is hard to read", () => {
  for (const [name, { text, says }] of Object.entries(HARD_TEXTS)) {
    it(`is answered with a short list of problems: ${name}`, () => {
      for (const parse of [parseExperiment, parseStudy]) {
        const { problems } = parse(text(50_000));
        assert.ok(problems.length > 0 && problems.length < 250, `${problems.length} problems`);
        for (const { message } of problems) assert.ok(message.length < 300, message);
      }
      const said = parseExperiment(text(50_000)).problems.map((p) => `${p.message}; ${p.hint}`);
      assert.match(said.join("\n"), says);
    });

    it(`takes time in proportion to its length: ${name}`, () => {
      // Eight times the text: a quadratic reader takes 64 times the time. What is too short to
      // measure is short. Whatever else the machine does makes a try longer, and never shorter.
      parseExperiment(text(5_000)); // compiled by now
      let least = Infinity;
      for (let tries = 0; tries < TRIES && least >= 24; tries++) {
        const small = processorTime(() => parseExperiment(text(5_000)));
        const large = processorTime(() => parseExperiment(text(40_000)));
        least = Math.min(least, large / Math.max(small, 10));
      }
      assert.ok(least < 24, `${least} times the time`);
    });
  }

  it("is reported at the level that is one too many", () => {
    const { problems } = parseExperiment(`\n${"[".repeat(101)}`);
    assert.deepEqual(
      problems.map(({ line, column }) => [line, column]),
      [[2, 101]],
    );
  });
});

/** The processor time of some work, in milliseconds. */
function processorTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe("the encoding of a config", () => {
  it("may begin with a byte order mark, and places stay right", () => {
    assert.deepEqual(parseExperiment(`\uFEFF${EXAMPLE}`).problems, []);
    const [problem] = parseExperiment(`\uFEFF{ "dta": 1 }`).problems.filter(({ message }) =>
      message.includes("dta"),
    );
    assert.equal(problem?.column, 4);
  });

  for (const [name, bytes] of [
    ["UTF-16 LE", Buffer.from(`\uFEFF${EXAMPLE}`, "utf16le")],
    ["UTF-16 LE", Buffer.from(EXAMPLE, "utf16le")],
    ["UTF-16 BE", Buffer.from(`\uFEFF${EXAMPLE}`, "utf16le").swap16()],
  ] as const) {
    it(`is named in one line where it is ${name}`, () => {
      const { problems } = parseExperiment(bytes.toString("utf8"));
      assert.deepEqual(
        problems.map(({ message, hint }) => [message, hint]),
        [[`the file is encoded as ${name}`, "save it as UTF-8"]],
      );
    });
  }

  it("has no character of code 0", () => {
    const { problems } = parseExperiment(EXAMPLE.replace("data", "da\0ta"));
    assert.match(problems[0]?.message ?? "", /character of code 0/);
    assert.equal(problems.length, 1);
  });
});

describe("an empty config", () => {
  for (const text of ["", "  \n", "// nothing\n", "\uFEFF"]) {
    it(`is called so: ${JSON.stringify(text)}`, () => {
      const document = readJson(text, "write one");
      assert.deepEqual("problems" in document && document.problems, [
        { offset: 0, length: 0, message: "the file is empty", hint: "write one" },
      ]);
    });
  }
});

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLI } from "../../support/paths";
import { at } from "../../support/values";

/** Names that lead elsewhere. */
const PATHS = ["..", "../../x"];
/** Names that every object in JavaScript has. */
const INHERITED = ["toString", "__proto__", "constructor"];
/** What would act on a terminal. */
const ESCAPE = "\u001b[2Jx";

/** A way to hand a name to each command that takes one. */
const COMMANDS: Record<string, (name: string) => string[]> = {
  "new (template)": (name) => ["new", name],
  "datasets (action)": (name) => ["datasets", name],
  "datasets fetch": (name) => ["datasets", "fetch", name],
  "datasets verify": (name) => ["datasets", "verify", name],
  "datasets delete": (name) => ["datasets", "delete", name],
  "features (action)": (name) => ["features", name],
  "features train": (name) => ["features", "train", name],
  "features delete": (name) => ["features", "delete", name],
  "train --engine": (name) => ["train", "toy.gan.json", "--engine", name],
  "train --set": (name) => ["train", "toy.gan.json", "--set", `${name}.x=1`],
  "send (command)": (name) => ["send", ".", name],
  "search --resume": (name) => ["search", "--resume", name],
  "search --report": (name) => ["search", "--report", name],
  work: (name) => ["work", name],
  resume: (name) => ["resume", name],
  evaluate: (name) => ["evaluate", name],
  export: (name) => ["export", name, "--out", "x.csv"],
  delete: (name) => ["delete", name],
};

describe("A word of no meaning to a command", () => {
  let folder: string;
  before(() => {
    folder = join(mkdtempSync(join(tmpdir(), "gan-names-")), "a", "b");
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, "toy.gan.json"),
      JSON.stringify({
        data: { source: "gaussian" },
        latent: { size: 1 },
        generator: { layers: [{ type: "dense", units: 1 }] },
        discriminator: { layers: [{ type: "dense", units: 1 }] },
        optimizer: { generator: { type: "sgd" }, discriminator: { type: "sgd" } },
        training: { steps: 1 },
      }),
    );
  });
  after(() => rmSync(join(folder, "..", ".."), { recursive: true, force: true }));

  const gan = (args: string[]) =>
    new Promise<{ code: number; printed: string }>((resolve) => {
      execFile(process.execPath, [CLI, ...args], { cwd: folder }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, printed: stdout + stderr }),
      );
    });

  // A command is given a name of each kind, and all commands together all of them.
  for (const [i, [command, argsFor]] of Object.entries(COMMANDS).entries()) {
    it(`is refused in words by ${command}`, async () => {
      const path = at(PATHS, i % PATHS.length);
      const inherited = at(INHERITED, i % INHERITED.length);
      for (const name of [path, inherited, ESCAPE]) {
        const { code, printed } = await gan(argsFor(name));
        assert.ok(code === 1 || code === 2, `${JSON.stringify(name)} exits with ${code}`);
        assert.match(printed, /^error: .{10}/m, JSON.stringify(name));
        assert.doesNotMatch(printed, /TypeError|ReferenceError|is not a function|at .*\.js:\d/);
        assert.doesNotMatch(printed, /(?!\n)\p{Cc}/u, JSON.stringify(name));
      }
      assert.deepEqual(readdirSync(folder), ["toy.gan.json"], "nothing was made or deleted");
    });
  }
});

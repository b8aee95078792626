import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { REPOSITORY } from "../../support/paths";

const FOLDERS = ["src", "webview", "test", "bench"];

/** The paths of all our files in TypeScript, from the project's root. */
const sourceFiles = (): string[] =>
  FOLDERS.flatMap((folder) =>
    readdirSync(join(REPOSITORY, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /(?<!\.d)\.tsx?$/.test(file))
      .map((file) => join(folder, file).replaceAll("\\", "/")),
  );

/** What each of our files imports of the others by value, late imports (`import()`) among them. */
async function importsOfAll(): Promise<Map<string, string[]>> {
  const { metafile } = await build({
    absWorkingDir: REPOSITORY,
    // One program of all files: with an entry for each, every file would be written many times.
    stdin: {
      contents: sourceFiles()
        .map((file) => `import("./${file}");`)
        .join("\n"),
      resolveDir: REPOSITORY,
    },
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    loader: { ".css": "empty" },
    write: false,
    metafile: true,
    logLevel: "error",
  });
  return new Map(
    Object.entries(metafile.inputs).map(([file, { imports }]) => [
      file,
      imports.filter(({ external }) => !external).map(({ path }) => path),
    ]),
  );
}

/** The files of a cycle, the first one again at its end. */
function cycleIn(imports: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const way: string[] = [];
  const from = (file: string): string[] | undefined => {
    if (done.has(file)) return undefined;
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    way.push(file);
    for (const next of imports.get(file) ?? []) {
      const cycle = from(next);
      if (cycle) return cycle;
    }
    way.pop();
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const cycle = from(file);
    if (cycle) return cycle;
  }
  return undefined;
}

describe("Imports", () => {
  it("make no cycle", async () => {
    const imports = await importsOfAll();
    // Late ones are seen.
    assert.ok(imports.get("src/engine/load.ts")?.includes("src/engine/random/kernels.ts"));
    assert.equal(cycleIn(imports)?.join(" -> "), undefined);
  });

  it("would be found to make one", () => {
    const imports = { a: ["b"], b: ["c", "d"], c: [], d: ["e"], e: ["b"] };
    assert.deepEqual(cycleIn(new Map(Object.entries(imports))), ["b", "d", "e", "b"]);
  });
});

// An esbuild plugin: writes what a build of ES modules makes as CommonJS.
import { transform } from "esbuild";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";

/** An import within a function, of a part of the program. */
const LATE = /\bimport\(("\.\/[^"]+")\)/g;

/**
 * esbuild splits ES modules alone, and our programs are CommonJS: they find files by `__dirname`, and
 * packages in them `require` others. So the parts of a program are bundled as ES modules and then
 * become CommonJS one by one, where an import within a function is a `require` that is run there.
 *
 * The build must say `write: false`; with source maps, that they are inline.
 */
export const commonJs = ({ minify }) => ({
  name: "common-js",
  setup({ initialOptions: { target, platform, sourcemap }, onEnd }) {
    onEnd(async ({ outputFiles = [] }) => {
      await Promise.all(
        outputFiles.map(async ({ path, text }) => {
          const { code: modules, map } = await transform(text, {
            format: "cjs",
            platform,
            target,
            minify,
            sourcemap: sourcemap ? "external" : false,
            sourcefile: path,
          });
          const code = modules.replaceAll(LATE, "Promise.resolve().then(()=>require($1))");
          await mkdir(dirname(path), { recursive: true });
          const mode = text.startsWith("#!") ? 0o755 : 0o644;
          if (!map) return writeFile(path, code, { mode });
          await writeFile(`${path}.map`, map);
          await writeFile(path, `${code}//# sourceMappingURL=${basename(path)}.map\n`, { mode });
        }),
      );
    });
  },
});

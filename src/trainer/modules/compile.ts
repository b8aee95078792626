import { compileFunction } from "node:vm";
import { transform } from "sucrase";
import type { GanError } from "../../shared/errors";

/* A person's file of TypeScript or JavaScript, compiled. */

/** Makes an error that names the module. */
export type BadModule = (message: string, hint: string, cause?: unknown) => GanError;

/** A file's code, to be run with `exports`, `require`, `module`, `__filename` and `__dirname`. */
type FileFunction = (...given: unknown[]) => unknown;

/** A file of TypeScript or JavaScript as CommonJS. @throws what `bad` makes, with file and line */
export function compile(file: string, text: string, bad: BadModule): FileFunction {
  try {
    return compileFunction(
      asCommonJs(file, text),
      ["exports", "require", "module", "__filename", "__dirname"],
      { filename: file },
    ) as FileFunction;
  } catch (error) {
    const { message, place } = syntaxError(error, file);
    throw bad(
      `not valid ${file.endsWith(".ts") ? "TypeScript" : "JavaScript"}: ${message} (${place})`,
      "",
      error,
    );
  }
}

/** A file's code without types and as CommonJS, each line where it was. */
function asCommonJs(file: string, text: string): string {
  if (file.endsWith(".cjs")) return text;
  return transform(text, {
    transforms: file.endsWith(".ts") ? ["typescript", "imports"] : ["imports"],
    disableESTransforms: true,
    filePath: file,
  }).code;
}

/** What is wrong and where, as `file:line:column`, by sucrase or by V8. */
function syntaxError(error: unknown, file: string): { message: string; place: string } {
  const { message, loc, stack = "" } = error as Error & { loc?: { line: number; column: number } };
  if (loc)
    return {
      message: message.replace(/^Error transforming .*?: /, "").replace(/ \(\d+:\d+\)$/, ""),
      place: `${file}:${loc.line}:${loc.column}`,
    };
  // V8 puts the place, the line and a caret before the message. The line is the person's; its
  // columns are not, where types were taken out.
  const [, line, caret] = /:(\d+)\n.*\n( *)\^/.exec(stack) ?? [];
  return {
    message,
    place: [file, line, ...(caret === undefined || file.endsWith(".ts") ? [] : [caret.length + 1])]
      .filter((part) => part !== undefined)
      .join(":"),
  };
}

/*
 * What this program prints holds texts of files: names, messages, cells of tables. A terminal acts
 * on some characters instead of showing them, and so could be made to say what is not so.
 */

/** Control characters but for line feed and tab, and what changes the direction of a text. */
const ACTED_ON = /(?![\n\t])[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/**
 * A text with every character that a terminal would act on written as `\u001b`, as JSON writes it.
 */
export function visible(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(ACTED_ON, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** A stream without the guard: for progress bars, which draw with control sequences. */
const bare = (stream: NodeJS.WriteStream): NodeJS.WriteStream =>
  Object.create(stream, { write: { value: stream.write.bind(stream) } }) as NodeJS.WriteStream;

export const bareStdout = bare(process.stdout);
export const bareStderr = bare(process.stderr);

/**
 * From now on every text that is written to the terminal is visible, whichever part of the program
 * writes it.
 */
export function guardTerminal(): void {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
    stream.write = (chunk: unknown, ...rest: unknown[]) =>
      write(typeof chunk === "string" ? visible(chunk) : chunk, ...rest);
  }
}

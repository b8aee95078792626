/* Words for a POSIX shell, whatever they contain. */

/** A text as one word of a shell's command line. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

export const shellWords = (words: readonly string[]): string => words.map(shellWord).join(" ");

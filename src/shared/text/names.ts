/* Names of files that every system takes. */

/** Names that Windows keeps for devices, with any ending. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * Whether a text can be the name of one file or folder on any system: it leads nowhere else, and
 * no system gives it another meaning.
 */
export function isFileName(text: string): boolean {
  const hasForbidden = /[\p{Cc}<>:"/\\|?*]/u.test(text);
  const leadsElsewhere = /^\.+$/.test(text) || text === "";
  const losesItsEnd = /[. ]$/.test(text);
  return !hasForbidden && !leadsElsewhere && !losesItsEnd && !DEVICES.test(text);
}

/**
 * A text as part of a file's name, at most `length` characters long; `x` where nothing of it can
 * be.
 */
export function asFileName(text: string, length: number): string {
  const name = text
    .replace(/[^\w.+-]+/g, "-")
    .slice(0, length)
    .replace(/^[-.]+|[-.]+$/g, "");
  if (name === "") return "x";
  return DEVICES.test(name) ? `x-${name}` : name;
}

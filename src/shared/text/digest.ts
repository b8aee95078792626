/*
 * A short sign of a long value, by which two of them are told apart where there is no room for
 * them. FNV-1a of 32 bits (Fowler, Noll and Vo): no safeguard against intent.
 */

const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/** Eight hexadecimal digits. */
export function digestOf(text: string): string {
  let hash = OFFSET_BASIS;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

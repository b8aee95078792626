import { useState } from "preact/hooks";

let made = 0;

/**
 * An id that no other element of the page has, the same for as long as a component is there.
 * Preact's `useId` counts from 0 again where the root is drawn anew, as it is with each message: what
 * is added later shares its id with something else, and a label stands for the wrong field.
 */
export function useUniqueId(): string {
  const [id] = useState(() => `unique-${made++}`);
  return id;
}

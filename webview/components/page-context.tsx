import { createContext } from "preact";
import { useContext, useState } from "preact/hooks";
import type { PictureCache } from "./picture-cache";
import type { Host } from "./host";
import type { Theme } from "./theme";

/* What all components of a page share: the extension, the pictures, the theme, kept settings. */

/** Where a page keeps what a person has set in it. */
export interface Memory {
  /** What `saveState` kept, when the page is restored. */
  readonly state: Record<string, unknown>;
  saveState(changes: Record<string, unknown>): void;
}

/** What every component of a page can reach. */
interface Page {
  host: Host;
  pictures: PictureCache;
}

export function provided<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("a component stands outside its page");
  return value;
}

export const PageContext = createContext<Page | undefined>(undefined);
export const ThemeContext = createContext<Theme | undefined>(undefined);

export const MemoryContext = createContext<Memory | undefined>(undefined);

export const useHost = (): Host => provided(useContext(PageContext)).host;
export const usePictures = (): PictureCache => provided(useContext(PageContext)).pictures;

/** The colours of the editor's current theme. */
export const useTheme = (): Theme => provided(useContext(ThemeContext));

/**
 * A setting that a person makes in the page, which a reload of the window brings back.
 *
 * @param restore makes it out of what was kept, perhaps by another version of the extension
 */
export function useKeptState<T>(
  key: string,
  restore: (kept: unknown) => T,
): [T, (value: T) => void] {
  const memory = provided(useContext(MemoryContext));
  const [value, setValue] = useState(() => restore(memory.state[key]));
  return [
    value,
    (next) => {
      setValue(next);
      memory.saveState({ [key]: next });
    },
  ];
}

import { applyEdits, modify } from "jsonc-parser";
import { GanError } from "../shared/errors";
import type { Path } from "./parse";

/* Settings of a config by their paths, as `--set PATH=VALUE` gives them. */

/**
 * A value for a place in a config: its keys with dots between, for example
 * `generator.layers.0.units`.
 */
export interface Setting {
  path: string;
  value: unknown;
}

/** The keys of a setting's path; whole numbers are places in a list. */
export const keysOf = (path: string): Path =>
  path.split(".").map((key) => (/^\d+$/.test(key) ? Number(key) : key));

/**
 * A config's text with values set, one after the other; what is around them, comments too, stays.
 * Throws `bad-usage` where a path cannot be.
 */
export function withSettings(text: string, settings: readonly Setting[]): string {
  return settings.reduce((current, { path, value }) => {
    try {
      return applyEdits(
        current,
        modify(current, keysOf(path), value, {
          formattingOptions: { insertSpaces: true, tabSize: 2 },
        }),
      );
    } catch (error) {
      throw new GanError(
        "bad-usage",
        `"${path}" cannot be set: the config has no such place`,
        "name its keys with dots between, for example generator.layers.0.units",
        { cause: error },
      );
    }
  }, text);
}

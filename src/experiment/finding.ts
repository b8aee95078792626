import type { Path } from "./json-document";

/** Something wrong with a config, at a path: what checks say before it is placed in a text. */
export interface Finding {
  severity: "error" | "warning";
  message: string;
  /** What to do about it; may be empty. */
  hint: string;
  path: Path;
  /** Whether it is about the property's name, and not its value. */
  atKey?: boolean;
  /** The text that would be right in place of what is underlined, where that is known. */
  replacement?: string;
  /** Whether the config would be right without what is at the path. */
  removable?: boolean;
  /** Values that would put it right, wherever they stand in the config. */
  fix?: Fix;
  /** Whether every editor of JSON says it, too. */
  syntax?: boolean;
}

/** A change of a config that puts something right. */
export interface Fix {
  /** What it does, as an order: `Use layerNorm in its place`. */
  title: string;
  set: { path: Path; value: unknown }[];
}

/** What makes a config unusable. */
export const errorAt = (path: Path, message: string, hint: string): Finding => ({
  severity: "error",
  message,
  hint,
  path,
});

/** What a config can be trained with, but a person should know. */
export const warningAt = (path: Path, message: string, hint: string): Finding => ({
  severity: "warning",
  message,
  hint,
  path,
});

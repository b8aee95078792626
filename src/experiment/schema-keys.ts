import { findNodeAtLocation, type Node } from "jsonc-parser";
import type * as z from "../shared/zod";
import type { JsonTree, Path } from "./json-document";

/* Which keys the schema allows at a place of a config, to propose one for a misspelt key. */

/**
 * The keys that the schema allows at a path, followed through unions by the `type` or `source` that
 * is given.
 */
export function keysAt(top: z.ZodType, tree: JsonTree, path: Path): string[] {
  let schema: unknown = top;
  for (let depth = 0; ; depth++) {
    const options = objectsOf(schema);
    const node = tree.at(path.slice(0, depth));
    const chosen = options.length > 1 ? resembling(options, node) : options[0];
    if (depth === path.length) return chosen ? Object.keys(chosen) : [];
    const key = path[depth]!;
    schema = typeof key === "number" ? elementOf(schema) : (chosen?.[key] ?? valueOf(schema));
  }
}

interface Inside {
  _zod: {
    def: {
      type: string;
      innerType?: unknown;
      options?: unknown[];
      shape?: Record<string, unknown>;
      element?: unknown;
      valueType?: unknown;
      values?: unknown[];
    };
  };
}
const inside = (schema: unknown) => (schema as Inside | undefined)?._zod.def;

/** The object shapes that a schema may stand for, defaults and optionals looked through. */
function objectsOf(schema: unknown): Record<string, unknown>[] {
  const def = inside(schema);
  if (!def) return [];
  if (def.shape) return [def.shape];
  if (def.options) return def.options.flatMap(objectsOf);
  return def.innerType ? objectsOf(def.innerType) : [];
}

function elementOf(schema: unknown): unknown {
  const def = inside(schema);
  return def?.element ?? (def?.innerType ? elementOf(def.innerType) : undefined);
}

/** What a record has under any key. */
function valueOf(schema: unknown): unknown {
  const def = inside(schema);
  return def?.valueType ?? (def?.innerType ? valueOf(def.innerType) : undefined);
}

/**
 * The alternative of the `type` or `source` that is given, else the one that has most of the keys.
 */
function resembling(
  options: readonly Record<string, unknown>[],
  node: Node | undefined,
): Record<string, unknown> | undefined {
  const keys = (node?.children ?? []).map(({ children }) => String(children?.[0]?.value));
  const shared = (option: Record<string, unknown>) =>
    keys.filter((key) => Object.hasOwn(option, key)).length;
  const [most] = [...options].sort((a, b) => shared(b) - shared(a));
  return (
    options.find((option) => accepts(option, node)) ?? (most && shared(most) > 0 ? most : undefined)
  );
}

function accepts(shape: Record<string, unknown>, node: Node | undefined): boolean {
  return ["type", "source"].some((key) => {
    const literal = inside(shape[key])?.values?.[0];
    return (
      literal !== undefined &&
      node !== undefined &&
      findNodeAtLocation(node, [key])?.value === literal
    );
  });
}

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
    const chosen =
      options.length > 1 ? options.find((option) => accepts(option, node)) : options[0];
    if (depth === path.length) return chosen ? Object.keys(chosen) : [];
    const key = path[depth]!;
    schema = typeof key === "number" ? elementOf(schema) : chosen?.[key];
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

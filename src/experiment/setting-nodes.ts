import { isName, type SchemaNode } from "./schema-tree";

/**
 * The schema of each place of an experiment by its path, as `set` and `vary` name it:
 * `optimizer.generator.learningRate`. Where a part has alternatives, the places of all of them;
 * those of lists are left out.
 */
export function settingNodes(tree: SchemaNode): Record<string, SchemaNode> {
  const nodes: Record<string, SchemaNode> = {};
  const walk = (given: SchemaNode, path: string, depth: number): void => {
    // Alternatives have defaults of their own.
    if (path !== "") nodes[path] ??= { ...given, default: undefined };
    if (depth === MAX_DEPTH) return;
    for (const { properties = {} } of alternatives(given, tree))
      for (const [key, inner] of Object.entries(properties)) {
        const below = path === "" ? key : `${path}.${key}`;
        if (key !== "$schema" && !isName(key, inner)) walk(inner, below, depth + 1);
      }
  };
  walk(tree, "", 0);
  return nodes;
}

/** `optimizer.generator.learningRate` is mostly as deep as anybody varies. */
const MAX_DEPTH = 3;

/** A part of the schema, and whatever it may be instead. */
function alternatives(node: SchemaNode, tree: SchemaNode): SchemaNode[] {
  const name = node.$ref?.split("/").at(-1);
  const options = [node.anyOf, node.oneOf, node.allOf].flatMap((some) => some ?? []);
  const definition = name === undefined ? undefined : tree.definitions?.[name];
  const others = definition ? [definition, ...options] : options;
  return [node, ...others.flatMap((one) => alternatives(one, tree))];
}

import { getLocation } from "jsonc-parser";

/**
 * What the path of a run whose weights a config begins with takes up in its text, where the cursor
 * is at it; undefined elsewhere.
 */
export function weightsRunAt(
  text: string,
  offset: number,
): { offset: number; length: number } | undefined {
  const { path, previousNode, isAtPropertyKey } = getLocation(text, offset);
  if (isAtPropertyKey || path.join(".") !== "weightsFrom.run") return undefined;
  return previousNode && offset <= previousNode.offset + previousNode.length
    ? { offset: previousNode.offset, length: previousNode.length }
    : { offset, length: 0 };
}

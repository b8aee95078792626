import { setImmediate as immediate } from "node:timers/promises";
import type { Values } from "../tensor/values";

/* Copies a state of many tensors in pieces, between which the process answers. */

/** Bytes that are copied between two turns of the event loop. */
const BYTES_AT_ONCE = 16_000_000;

/** A tensor of an engine. */
interface EngineTensor extends Omit<Values, "values"> {
  name: string;
  /** Its numbers, in memory of their own. */
  copy(): Values["values"];
}

/**
 * Copies a state out of an engine's memory, tensor after tensor: a large state takes a while, and
 * the event loop turns between its tensors.
 */
export async function copyInTurns(
  tensors: readonly EngineTensor[],
): Promise<Record<string, Values>> {
  const state: Record<string, Values> = {};
  let since = 0;
  for (const { name, dtype, shape, copy } of tensors) {
    if (since > BYTES_AT_ONCE) {
      await immediate();
      since = 0;
    }
    const values = copy();
    state[name] = { dtype, shape: [...shape], values };
    since += values.byteLength;
  }
  return state;
}

import { type ElementType, sizeOf } from "../../graph/ir";
import { inputName } from "../../graph/record";
import { gatherRows } from "../../feeds";
import type { StepInput } from "../../program";
import type { Feed } from "../models";
import { draw } from "../ops/random";
import { bytesOf } from "./runtime";

/* How a step's inputs are laid out in the memory that ONNX Runtime reads. */

/**
 * The types in which a step's inputs are given where those are not float32: rows of bytes stay
 * bytes until they are used.
 */
export const givenTypes = (inputs: Record<string, StepInput>): ReadonlyMap<string, ElementType> =>
  new Map(
    Object.entries(inputs).flatMap(([name, input]) =>
      input.kind === "rows" && input.table.values instanceof Uint8Array
        ? [[inputName(name), "uint8"] as const]
        : [],
    ),
  );

/** Writes what one feed is in `count` iterations, one after the other. */
export function fillFeed(
  feed: Feed,
  inputs: Record<string, StepInput>,
  from: number,
  count: number,
  out: Float32Array | Uint8Array,
): void {
  const size = sizeOf(feed.shape);
  const { from: source } = feed;
  for (let turn = 0; turn < count; turn++) {
    const place = out.subarray(turn * size, (turn + 1) * size);
    if ("noise" in source) draw(source.noise, from + turn, place);
    else giveInput(inputs[source.input]!, from + turn, place);
  }
}

function giveInput(input: StepInput, iteration: number, out: Float32Array | Uint8Array): void {
  const given = input.at(iteration);
  if (input.kind === "series") out.set(given);
  else gatherRows(input, given, out);
}

/** Bytes that the feeds of one iteration take. */
export const bytesPerIteration = (feeds: readonly Feed[]): number =>
  feeds.reduce((sum, { type, shape }) => sum + bytesOf(type, shape), 0);

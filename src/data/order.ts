import { createCipheriv, createHash } from "node:crypto";
import { setImmediate as immediate } from "node:timers/promises";

/*
 * The order in which training visits the examples of a finite data set, epoch after epoch. It is a
 * part of what makes a resumed run the same run, so it never changes. The order of millions of
 * examples takes seconds to make: it is made in pieces, between which a trainer answers.
 */

/**
 * Examples that a piece places: some tens of milliseconds. A multiple of eight, whose random bits
 * fill whole blocks of the cipher.
 */
const PIECE_SIZE = 1 << 16;
/** Examples that a piece numbers before any is placed, which takes far less time. */
const FILL_SIZE = 1 << 22;
const RANDOM_BYTES = 6;
const BLOCK_BYTES = 16;

/**
 * Makes the order of an epoch, and yields between two pieces of the work.
 *
 * Fisher and Yates's shuffle. Its random numbers are the key stream of AES-128 in counter mode,
 * keyed by a SHA-256 of (seed, epoch): every (seed, epoch), neighbours as well, gives a stream that
 * cannot be told from an independent one. An element takes 48 bits of it, so that no order is
 * favoured by more than count / 2^48.
 */
function* orderInPieces(
  seed: number,
  epoch: number,
  count: number,
): Generator<undefined, Uint32Array> {
  const permutation = new Uint32Array(count);
  for (let index = 0; index < count; index++) {
    permutation[index] = index;
    if (index % FILL_SIZE === FILL_SIZE - 1) yield;
  }
  // The shuffle goes from the last element to the first, and so through the key stream.
  for (let piece = Math.ceil(count / PIECE_SIZE) - 1; piece >= 0; piece--) {
    const first = piece * PIECE_SIZE;
    const end = Math.min(count, first + PIECE_SIZE);
    const random = keyStream(seed, epoch, first * RANDOM_BYTES, (end - first) * RANDOM_BYTES);
    for (let last = end - 1; last >= Math.max(1, first); last--) {
      const bits = random.readUIntLE((last - first) * RANDOM_BYTES, RANDOM_BYTES);
      const chosen = Math.floor((bits / 2 ** 48) * (last + 1));
      const swapped = permutation[last]!;
      permutation[last] = permutation[chosen]!;
      permutation[chosen] = swapped;
    }
    if (first > 0) yield;
  }
  return permutation;
}

/** `length` bytes of the key stream of (seed, epoch), from a byte on that begins a block. */
function keyStream(seed: number, epoch: number, from: number, length: number): Buffer {
  const digest = createHash("sha256").update(`order ${seed} ${epoch}`).digest();
  const counter = digest.subarray(BLOCK_BYTES).toString("hex");
  const block = (BigInt(`0x${counter}`) + BigInt(from / BLOCK_BYTES)) % 2n ** 128n;
  const start = Buffer.from(block.toString(16).padStart(2 * BLOCK_BYTES, "0"), "hex");
  const cipher = createCipheriv("aes-128-ctr", digest.subarray(0, BLOCK_BYTES), start);
  return cipher.update(Buffer.alloc(length));
}

/**
 * The order in which an epoch visits the examples: a permutation of 0..count-1, a function of its
 * arguments alone.
 *
 * @param epoch 0, 1, 2 ...
 */
export function order(seed: number, epoch: number, count: number): Uint32Array {
  const making = orderInPieces(seed, epoch, count);
  for (;;) {
    const { done, value } = making.next();
    if (done) return value;
  }
}

/** The same order, made while the event loop turns. */
export async function orderInTurns(
  seed: number,
  epoch: number,
  count: number,
): Promise<Uint32Array> {
  const making = orderInPieces(seed, epoch, count);
  for (;;) {
    const { done, value } = making.next();
    if (done) return value;
    await immediate();
  }
}

/**
 * Examples number `position` to `position + size - 1` of the endless stream of epochs, each a fresh
 * permutation. So a batch may straddle epochs, every epoch visits each example exactly once
 * whatever the batch size, and a resumed run sees the batches that it would have seen.
 *
 * @param position examples drawn before
 * @param count examples in the data set
 * @returns [size] indices
 * @throws RangeError for an empty data set, or a position that is no whole number
 */
export function batchIndices(
  seed: number,
  position: number,
  size: number,
  count: number,
): Uint32Array {
  if (!(count > 0) || !Number.isSafeInteger(position) || position < 0)
    throw new RangeError(`position ${position} in ${count} examples`);
  const batch = new Uint32Array(size);
  for (let filled = 0; filled < size;) {
    const epoch = Math.floor((position + filled) / count);
    const start = position + filled - epoch * count;
    const piece = rememberedOrder(seed, epoch, count).subarray(start, start + size - filled);
    batch.set(piece, filled);
    filled += piece.length;
  }
  return batch;
}

/** The orders of the last epochs asked for: of two, because a batch may straddle them. */
const remembered = new Map<string, Uint32Array>();

function rememberedOrder(seed: number, epoch: number, count: number): Uint32Array {
  const key = keyOf(seed, epoch, count);
  const found = remembered.get(key) ?? order(seed, epoch, count);
  remember(key, found);
  return found;
}

function remember(key: string, found: Uint32Array): void {
  remembered.delete(key);
  remembered.set(key, found);
  const [oldest] = remembered.keys();
  if (remembered.size > 2 && oldest !== undefined) remembered.delete(oldest);
}

const keyOf = (seed: number, epoch: number, count: number): string => `${seed} ${epoch} ${count}`;

/**
 * Examples of a set of `count` that can be prepared at once: those of two epochs. The orders of
 * small sets need no preparation.
 */
export const maxPrepared = (count: number): number => (count <= PIECE_SIZE ? Infinity : count);

/** The order that is being made, a piece at a time. */
let inHand: { key: string; making: ReturnType<typeof orderInPieces> } | undefined;

/**
 * Makes one piece of the orders that `batchIndices` needs for examples number `position` to
 * `position + size - 1`, where they are large. `batchIndices` waits for none of them once this has
 * returned true for at most `maxPrepared` examples.
 *
 * @returns whether all of them are there
 */
export function prepareOrders(
  seed: number,
  position: number,
  size: number,
  count: number,
): boolean {
  if (count <= PIECE_SIZE) return true;
  const first = Math.floor(position / count);
  const last = Math.floor((position + size - 1) / count);
  for (const epoch of first === last ? [first] : [first, first + 1]) {
    const key = keyOf(seed, epoch, count);
    const there = remembered.get(key);
    if (there) {
      remember(key, there);
      continue;
    }
    if (inHand?.key !== key) inHand = { key, making: orderInPieces(seed, epoch, count) };
    const { done, value } = inHand.making.next();
    if (done) {
      remember(key, value);
      inHand = undefined;
    }
    return false;
  }
  return true;
}

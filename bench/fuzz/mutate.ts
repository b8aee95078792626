import { crc32 } from "node:zlib";
import { at } from "../../test/support/values";

/** Numbers that can be had again by their seed (mulberry32). */
export class Random {
  constructor(private state: number) {}

  /** A whole number from 0 to `below` - 1. */
  next(below: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  }

  pick<T>(of: readonly T[]): T {
    return at(of, this.next(of.length));
  }
}

/** Values at which sizes and counts go wrong. */
const WORDS = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];
const TEXTS = [
  "1e999",
  "NaN",
  "-",
  '"',
  ",",
  "\n",
  "\r",
  "\0",
  "99999999999999",
  "é",
  "'",
  "(",
  "True",
];

type Mutation = (bytes: Buffer, random: Random) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  function flipBytes(bytes, random) {
    for (let i = random.next(8); i >= 0; i--) bytes[random.next(bytes.length)] = random.next(256);
    return bytes;
  },
  function writeWord(bytes, random) {
    const word = Buffer.alloc(4);
    if (random.next(2) === 0) word.writeUInt32LE(random.pick(WORDS));
    else word.writeUInt32BE(random.pick(WORDS));
    // Heads are at the beginning.
    const within = random.next(2) === 0 ? Math.min(bytes.length, 200) : bytes.length;
    word.copy(bytes, random.next(within));
    return bytes;
  },
  function cutShort(bytes, random) {
    return bytes.subarray(0, random.next(bytes.length));
  },
  function leaveOut(bytes, random) {
    const from = random.next(bytes.length);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + random.next(64))]);
  },
  function repeat(bytes, random) {
    const from = random.next(bytes.length);
    const piece = bytes.subarray(from, from + 1 + random.next(200));
    return Buffer.concat([bytes.subarray(0, from), piece, bytes.subarray(from)]);
  },
  function insertText(bytes, random) {
    const from = random.next(bytes.length);
    const text = Buffer.from(random.pick(TEXTS));
    return Buffer.concat([bytes.subarray(0, from), text, bytes.subarray(from)]);
  },
  function append(bytes, random) {
    return Buffer.concat([bytes, Buffer.alloc(random.next(5000), random.next(256))]);
  },
];

/** A file with one to three faults. */
export function mutated(bytes: Buffer, random: Random): Buffer {
  let result = Buffer.from(bytes);
  for (let i = random.next(3); i >= 0 && result.length > 0; i--)
    result = Buffer.from(random.pick(MUTATIONS)(result, random));
  return random.next(2) === 0 ? withChecksums(result) : result;
}

/**
 * A PNG with the sums that its chunks should have, so that a fault in one gets past them; anything
 * else as it is.
 */
function withChecksums(bytes: Buffer): Buffer {
  if (bytes.toString("latin1", 1, 4) !== "PNG") return bytes;
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 8 + bytes.readUInt32BE(at);
    if (end + 4 > bytes.length) break;
    bytes.writeUInt32BE(crc32(bytes.subarray(at + 4, end)), end);
    at = end + 4;
  }
  return bytes;
}

/*
 * A WebAssembly module, put together opcode by opcode, with two functions: `generate` makes the
 * words of Philox4x32-10, and `compare` says which of them are at least a threshold. WebAssembly
 * has 64-bit products and SIMD on four counters, which makes it five to ten times faster than
 * JavaScript: a dropout in every layer needs hundreds of thousands of comparisons a step.
 */
const ROUNDS = 10;
const MULTIPLIERS = [0xd2511f53, 0xcd9e8d57] as const;
const WEYL = [0x9e3779b9, 0xbb67ae85] as const;

/** Counters that one turn of the loop takes (the lanes of a vector), and words that each gives. */
export const LANES = 4;
const WORDS = 4;
/** A uniform number is in the lower 23 bits of its word. */
export const MANTISSA_MASK = 0x7fffff;
/** A page of WebAssembly's memory holds this many words. */
export const BLOCK_WORDS = 65536 / 4;

// ---- bytes

/** An unsigned number in LEB128. */
const unsigned = (value: number): number[] =>
  value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
/** A signed number in LEB128. */
const signed = (value: number): number[] =>
  value >= -64 && value < 64 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
const section = (id: number, content: readonly number[]): number[] => [
  id,
  ...unsigned(content.length),
  ...content,
];
const little = (word: number): number[] => [0, 8, 16, 24].map((shift) => (word >>> shift) & 0xff);

const I32 = 0x7f;
const V128 = 0x7b;
const get = (local: number): number[] => [0x20, ...unsigned(local)];
const set = (local: number): number[] => [0x21, ...unsigned(local)];
const int = (value: number): number[] => [0x41, ...signed(value)];
const ADD = [0x6a];
const SUB = [0x6b];
const END = [0x0b];
const vector = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];
const STORE = vector(0x0b);
const SPLAT = vector(0x11);
const XOR = vector(0x51);
const ADD_LANES = vector(0xae);
const PRODUCTS_LOW = vector(0xde);
const PRODUCTS_HIGH = vector(0xdf);
/** Four 32-bit words, by number, of the eight of two vectors. */
const shuffle = (...words: readonly number[]): number[] => [
  ...vector(0x0d),
  ...words.flatMap((word) => [0, 1, 2, 3].map((byte) => 4 * word + byte)),
];
const constant = (...words: readonly number[]): number[] => [
  ...vector(0x0c),
  ...words.flatMap(little),
];
const all = (word: number): number[] => constant(word, word, word, word);

// ---- the function that makes words

/**
 * What the function is given: where to write, turns of the loop, four counter words, two key words.
 */
const [TARGET, TURNS, FIRST] = [0, 1, 2] as const;
const KEY = 6;
const PARAMETERS = 8;
/**
 * Its locals, vectors: the state of four counters, their keys, products, and the next four
 * counters' lowest words.
 */
const STATE = 8;
const KEYS = 12;
const LOW = 14;
const HIGH = 15;
const NEXT = 16;
const LOCALS = 9;

/**
 * The 64-bit products of the lanes of a local with a multiplier, as LOW (of lanes 0, 1) and HIGH
 * (of lanes 2, 3).
 */
const products = (local: number, multiplier: number): number[] => [
  ...get(local),
  ...all(multiplier),
  ...PRODUCTS_LOW,
  ...set(LOW),
  ...get(local),
  ...all(multiplier),
  ...PRODUCTS_HIGH,
  ...set(HIGH),
];
const UPPER = [...get(LOW), ...get(HIGH), ...shuffle(1, 3, 5, 7)];
const LOWER = [...get(LOW), ...get(HIGH), ...shuffle(0, 2, 4, 6)];

/**
 * [c0, c1, c2, c3] becomes [upper(m1 c2) ^ c1 ^ k0, lower(m1 c2), upper(m0 c0) ^ c3 ^ k1, lower(m0
 * c0)].
 */
const round = [
  ...products(STATE, MULTIPLIERS[0]),
  ...UPPER,
  ...get(STATE + 3),
  ...XOR,
  ...get(KEYS + 1),
  ...XOR,
  ...LOWER,
  ...set(STATE + 3),
  // The new c2 has been left on the stack, because the old one is still wanted.
  ...products(STATE + 2, MULTIPLIERS[1]),
  ...set(STATE + 2),
  ...UPPER,
  ...get(STATE + 1),
  ...XOR,
  ...get(KEYS),
  ...XOR,
  ...set(STATE),
  ...LOWER,
  ...set(STATE + 1),
  ...WEYL.flatMap((weyl, i) => [...get(KEYS + i), ...all(weyl), ...ADD_LANES, ...set(KEYS + i)]),
];

/** The four words of a counter, from its lane in each of the four vectors. */
const storeLane = (lane: number): number[] => [
  ...get(TARGET),
  ...get(STATE),
  ...get(STATE + 1),
  ...shuffle(lane, lane + LANES, lane, lane + LANES),
  ...get(STATE + 2),
  ...get(STATE + 3),
  ...shuffle(lane, lane + LANES, lane, lane + LANES),
  ...shuffle(0, 1, 4, 5),
  ...STORE,
  4,
  ...unsigned(4 * WORDS * lane),
];

const body = [
  1,
  LOCALS,
  V128,
  ...get(FIRST),
  ...SPLAT,
  ...constant(0, 1, 2, 3),
  ...ADD_LANES,
  ...set(NEXT),
  0x03,
  0x40,
  ...get(NEXT),
  ...set(STATE),
  ...[1, 2, 3].flatMap((i) => [...get(FIRST + i), ...SPLAT, ...set(STATE + i)]),
  ...[0, 1].flatMap((i) => [...get(KEY + i), ...SPLAT, ...set(KEYS + i)]),
  ...Array.from({ length: ROUNDS }, () => round).flat(),
  ...[0, 1, 2, 3].flatMap(storeLane),
  ...get(NEXT),
  ...all(LANES),
  ...ADD_LANES,
  ...set(NEXT),
  ...get(TARGET),
  ...int(4 * WORDS * LANES),
  ...ADD,
  ...set(TARGET),
  // Once more while turns are left.
  ...get(TURNS),
  ...int(1),
  ...SUB,
  0x22,
  TURNS,
  0x0d,
  0,
  ...END,
  ...END,
];

// ---- the function that compares them

/**
 * What it is given: where the words lie and where bytes go, turns of the loop of sixteen words
 * each, and the threshold.
 */
const [SOURCE, BYTES_TO, GROUPS, LEAST] = [0, 1, 2, 3] as const;
/** Words that one turn of the comparison takes. */
export const COMPARED = 16;
const LOAD = vector(0x00);
const AND = vector(0x4e);
const AT_LEAST = vector(0x3f);
const NARROW_WORDS = vector(0x85);
const NARROW_HALVES = vector(0x65);
const ONES = 0x01010101;
const whetherAtLeast = (group: number): number[] => [
  ...get(SOURCE),
  ...LOAD,
  4,
  ...unsigned(4 * WORDS * group),
  ...all(MANTISSA_MASK),
  ...AND,
  ...get(LEAST),
  ...SPLAT,
  ...AT_LEAST,
];

const comparison = [
  0,
  0x03,
  0x40,
  ...get(BYTES_TO),
  ...[0, 2].flatMap((group) => [
    ...whetherAtLeast(group),
    ...whetherAtLeast(group + 1),
    ...NARROW_WORDS,
  ]),
  ...NARROW_HALVES,
  ...all(ONES),
  ...AND,
  ...STORE,
  4,
  0,
  ...get(SOURCE),
  ...int(4 * COMPARED),
  ...ADD,
  ...set(SOURCE),
  ...get(BYTES_TO),
  ...int(COMPARED),
  ...ADD,
  ...set(BYTES_TO),
  ...get(GROUPS),
  ...int(1),
  ...SUB,
  0x22,
  GROUPS,
  0x0d,
  0,
  ...END,
  ...END,
];

// ---- the module

const name = (text: string): number[] => [text.length, ...Buffer.from(text)];
export const PHILOX_MODULE = Uint8Array.from([
  0x00,
  0x61,
  0x73,
  0x6d,
  1,
  0,
  0,
  0,
  ...section(1, [
    2,
    ...[PARAMETERS, 4].flatMap((parameters) => [
      0x60,
      parameters,
      ...Array<number>(parameters).fill(I32),
      0,
    ]),
  ]),
  ...section(3, [2, 0, 1]),
  ...section(5, [1, 0, 1]),
  ...section(7, [3, ...name("memory"), 2, 0, ...name("generate"), 0, 0, ...name("compare"), 0, 1]),
  ...section(10, [2, ...[body, comparison].flatMap((code) => [...unsigned(code.length), ...code])]),
]);

import assert from "node:assert/strict";
import { createCipheriv, createHash } from "node:crypto";
import fc from "fast-check";
import {
  batchIndices,
  maxPrepared,
  order,
  orderInTurns,
  prepareOrders,
} from "../../../src/data/order";

const seed = fc.nat(2 ** 31 - 1);
const identity = (count: number) => Array.from({ length: count }, (_, index) => index);

/** The same order, made in one go with the whole key stream at hand. */
function orderAtOnce(seed: number, epoch: number, count: number): Uint32Array {
  const key = createHash("sha256").update(`order ${seed} ${epoch}`).digest();
  const cipher = createCipheriv("aes-128-ctr", key.subarray(0, 16), key.subarray(16));
  const random = cipher.update(Buffer.alloc(count * 6));
  const permutation = Uint32Array.from(identity(count));
  for (let last = count - 1; last > 0; last--) {
    const chosen = Math.floor((random.readUIntLE(last * 6, 6) / 2 ** 48) * (last + 1));
    const swapped = permutation[last]!;
    permutation[last] = permutation[chosen]!;
    permutation[chosen] = swapped;
  }
  return permutation;
}

/** Examples whose order is made in several pieces, the last of which is not a whole one. */
const MANY = 300_007;
/** Examples that a piece of the work places. */
const PIECE = 65_536;

describe("order", () => {
  it("is a permutation, always the same", () => {
    fc.assert(
      fc.property(seed, fc.nat(), fc.nat(300), (seed, epoch, count) => {
        const first = order(seed, epoch, count);
        assert.deepEqual(
          [...first].sort((a, b) => a - b),
          identity(count),
        );
        assert.deepEqual(order(seed, epoch, count), first);
      }),
    );
  });

  it("differs from epoch to epoch and from seed to seed", () => {
    fc.assert(
      fc.property(seed, fc.nat(), (seed, epoch) => {
        const first = order(seed, epoch, 100);
        assert.notDeepEqual(order(seed, epoch + 1, 100), first);
        assert.notDeepEqual(order(seed + 1, epoch, 100), first);
        if (epoch !== seed) assert.notDeepEqual(order(epoch, seed, 100), first);
      }),
    );
  });

  it("never changes from one version to the next, so that old runs can be resumed", () => {
    // Computed apart from this project with Python's hashlib and `openssl enc -aes-128-ctr`
    // (OpenSSL 3).
    assert.deepEqual([...order(1, 0, 10)], [7, 2, 9, 1, 6, 0, 4, 8, 3, 5]);
    assert.deepEqual([...order(2147483647, 12345, 12)], [4, 0, 1, 7, 6, 2, 8, 9, 10, 11, 5, 3]);
  });

  it("puts every example at every place equally often", () => {
    // Chi-square of 10 x 10 places over 20,000 neighbouring epochs; 81 degrees of freedom: mean 81,
    // deviation 12.7.
    const size = 10;
    const epochs = 20_000;
    const seen = new Float64Array(size * size);
    for (let epoch = 0; epoch < epochs; epoch++)
      order(1, epoch, size).forEach((index, place) => seen[place * size + index]!++);
    const expected = epochs / size;
    const chiSquare = seen.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    assert.ok(chiSquare > 40 && chiSquare < 140, `chi-square ${chiSquare}`);
  });

  it("has each of the 24 orders of four examples equally often", () => {
    const seen = new Map<string, number>();
    for (let seed = 0; seed < 24_000; seed++) {
      const key = order(seed, 3, 4).join();
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    assert.equal(seen.size, 24);
    // 23 degrees of freedom: mean 23, deviation 6.8.
    const chiSquare = [...seen.values()].reduce(
      (sum, count) => sum + (count - 1000) ** 2 / 1000,
      0,
    );
    assert.ok(chiSquare < 60, `chi-square ${chiSquare}`);
  });
});

describe("batchIndices", () => {
  it("visits each example exactly once an epoch, whatever the batch size", () => {
    fc.assert(
      fc.property(
        seed,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 120 }),
        (seed, count, size) => {
          const stream: number[] = [];
          while (stream.length < 3 * count)
            stream.push(...batchIndices(seed, stream.length, size, count));
          for (let epoch = 0; epoch < 3; epoch++) {
            assert.deepEqual(stream.slice(epoch * count, (epoch + 1) * count), [
              ...order(seed, epoch, count),
            ]);
          }
        },
      ),
    );
  });

  it("depends on the position alone, not on what was asked before", () => {
    fc.assert(
      fc.property(seed, fc.nat(1000), fc.nat(60), (seed, position, size) => {
        const batch = batchIndices(seed, position, size, 37);
        batchIndices(seed + 1, 5000, 100, 37);
        assert.deepEqual(batchIndices(seed, position, size, 37), batch);
        assert.deepEqual(
          [...batch],
          [...Array(size).keys()].map((step) => batchIndices(seed, position + step, 1, 37)[0]),
        );
      }),
    );
  });

  it("is the caller's own copy", () => {
    const first = batchIndices(1, 0, 10, 10);
    const before = [...first];
    first.fill(0);
    assert.deepEqual([...batchIndices(1, 0, 10, 10)], before);
  });

  it("refuses an empty data set and a position that is none", () => {
    for (const [position, count] of [
      [0, 0],
      [-1, 5],
      [0.5, 5],
      [2 ** 53, 5],
    ] as const) {
      assert.throws(() => batchIndices(1, position, 1, count), RangeError);
    }
  });
});

describe("an order of many examples", () => {
  it("is made in pieces, and is that of the shuffle in one go", async () => {
    for (const [seed, epoch, count] of [
      [1, 0, MANY],
      [7, 12, 2 * PIECE],
      [2 ** 31 - 1, 3, PIECE + 1],
    ] as const) {
      const expected = orderAtOnce(seed, epoch, count);
      assert.deepEqual(order(seed, epoch, count), expected);
      assert.deepEqual(await orderInTurns(seed, epoch, count), expected);
    }
  });

  it("lets the event loop turn between two pieces", async () => {
    let turns = 0;
    let isMaking = true;
    const turn = () => {
      turns++;
      if (isMaking) setImmediate(turn);
    };
    setImmediate(turn);
    await orderInTurns(1, 0, 20 * PIECE);
    isMaking = false;
    assert.ok(turns >= 19, `${turns} turns`);
  });

  it("is prepared in as many calls as it has pieces, then batches are taken from it", () => {
    const count = MANY;
    const position = 5 * count - 50;
    let pieces = 0;
    // The batch lies in two epochs.
    while (!prepareOrders(4, position, 100, count)) pieces++;
    assert.equal(pieces, 2 * Math.ceil(count / PIECE));
    assert.deepEqual(
      [...batchIndices(4, position, 100, count)],
      [...orderAtOnce(4, 4, count).subarray(-50), ...orderAtOnce(4, 5, count).subarray(0, 50)],
    );
    assert.ok(prepareOrders(4, position + 100, 100, count), "there already");
  });

  it("needs no preparation where the examples are few", () => {
    assert.ok(prepareOrders(1, 0, 10 * PIECE, PIECE));
    assert.equal(maxPrepared(PIECE), Infinity);
    assert.equal(maxPrepared(MANY), MANY);
  });
});

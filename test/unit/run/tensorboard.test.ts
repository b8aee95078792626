import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { eventRecords } from "../../../src/run/tensorboard/events";
import { crc32c } from "../../../src/run/tensorboard/tfrecord";
import { METRIC_NAMES } from "../../../src/shared/run/metrics";
import read from "../../fixtures/event-file.json";
import { LOGGED_RUN } from "../../support/logged-run";

const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe("A run's event file", () => {
  it("is what TensorBoard's own reader has read", () => {
    const records = [...eventRecords(LOGGED_RUN)];
    assert.equal(
      hashOf(Buffer.concat(records)),
      read.sha256,
      "run python test/fixtures/event-file.py again",
    );
  });

  it("has the finite numbers of each step at their times, and evaluations", () => {
    const { columns, createdAt } = LOGGED_RUN;
    const scalars: Record<string, number[][]> = read.scalars;
    const tags = METRIC_NAMES.map((name) => `metrics/${name}`);
    assert.deepEqual(Object.keys(scalars).sort(), [...tags, "evaluations/frechetDistance"].sort());
    for (const name of METRIC_NAMES) {
      const expected = Array.from(columns[name], (value, i) => [
        createdAt + (columns.time[i] ?? NaN),
        columns.step[i],
        value,
      ]);
      assert.deepEqual(
        scalars[`metrics/${name}`],
        expected.filter((row) => row.every(Number.isFinite)),
      );
    }
    assert.deepEqual(scalars["evaluations/frechetDistance"], [[1_800_000_002, 2, 12.5]]);
  });

  it("has pictures as they are, and the settings as hyperparameters", () => {
    const pictures = [...LOGGED_RUN.pictures].map(({ step, png }, i) => ({
      wallTime: [1_800_000_000, 1_800_000_001.25][i],
      step,
      width: 2,
      height: 1,
      sha256: hashOf(png),
    }));
    assert.deepEqual(read.images, { samples: pictures });
    assert.deepEqual(read.hparams, {
      sessionStartInfo: { hparams: LOGGED_RUN.settings, startTimeSecs: LOGGED_RUN.createdAt },
      sessionEndInfo: { status: "STATUS_SUCCESS", endTimeSecs: LOGGED_RUN.updatedAt },
    });
  });

  it("has the checksums of the standard, RFC 3720", () => {
    assert.equal(crc32c(Buffer.from("123456789")), 0xe306_9283);
    assert.equal(crc32c(new Uint8Array(32)), 0x8a91_36aa);
    assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8_ab43);
  });
});

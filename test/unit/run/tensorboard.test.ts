import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { foreignFiles } from "../../../src/run/own-files";
import { isEventFile } from "../../../src/run/tensorboard/event-files";
import { openEventLog } from "../../../src/run/tensorboard/event-log";
import { eventRecords } from "../../../src/run/tensorboard/events";
import { crc32c } from "../../../src/run/tensorboard/tfrecord";
import { METRIC_NAMES, type MetricRow, toColumns } from "../../../src/shared/run/metrics";
import fixture from "../../fixtures/event-file.json";
import { logLive } from "../../support/logged-live";
import { eventsIn } from "../../support/event-files";
import { LOGGED_RUN } from "../../support/logged-run";
import { present } from "../../support/values";

const { exported: read, live } = fixture;
const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe("A run's event file", () => {
  it("is what TensorBoard's own reader has read", () => {
    const records = [...eventRecords(LOGGED_RUN)];
    assert.equal(
      hashOf(Buffer.concat(records)),
      read.sha256["events.out.tfevents.1800000000.gan"],
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

describe("The event files of a run in training", () => {
  let dir: string;
  before(() => {
    dir = mkdtempSync(join(tmpdir(), "gan-events-"));
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  it("are what TensorBoard's own reader has read, one for each time it is trained", async () => {
    await logLive(dir);
    const hashes = readdirSync(dir)
      .filter(isEventFile)
      .map((name) => [name, hashOf(readFileSync(join(dir, name)))]);
    assert.deepEqual(
      Object.fromEntries(hashes),
      live.sha256,
      "run python test/fixtures/event-file.py again",
    );
    assert.deepEqual(foreignFiles(dir), [], "they belong to the run");
  });

  it("tell the history of a branch, and each step once, as it was made last", () => {
    const stepsAndValues = (of: number[][]) => of.map(([, ...rest]) => rest);
    const loss = [...[1, 2].map((step) => [step, step]), [3, 13], [4, 24], [5, 25]];
    assert.deepEqual(stepsAndValues(live.scalars["metrics/lossD"]), loss);
    const distance = [...[2, 5].entries()].map(([i, step]) => [step, [12, 25][i]]);
    assert.deepEqual(stepsAndValues(live.scalars["evaluations/frechetDistance"]), distance);
    assert.deepEqual(
      live.images.samples.map(({ step }) => step),
      [2, 5],
    );
    assert.equal(live.hparams.sessionStartInfo.hparams["training.batchSize"], 64);
    assert.equal(live.hparams.sessionEndInfo.status, "STATUS_SUCCESS");
  });

  it("keep the extremes of many steps between two writings, and stop at a fault", async () => {
    const failures: unknown[] = [];
    const onFailure = (error: unknown) => failures.push(error);
    const config = { training: { batchSize: 64 } };
    const log = await openEventLog(dir, { config, step: 5, onFailure });
    const name = present(readdirSync(dir).filter(isEventFile).at(-1));
    const steps = Array.from({ length: 1000 }, (_, i) => 6 + i);
    const spike = { ...Object.fromEntries(METRIC_NAMES.map((metric) => [metric, 0])), lossG: 7 };
    const rows = steps.map((step) => ({ step, time: step, ...(step === 777 ? spike : {}) }));
    log.rows(toColumns(rows as unknown as MetricRow[]));
    log.flush();
    const written = eventsIn(readFileSync(join(dir, name)));
    const told = written.map(({ step }) => step);
    assert.ok(told.length < 100 && told.includes(777) && told.includes(1005), told.join());
    rmSync(dir, { recursive: true });
    for (let i = 0; i < 2; i++) {
      log.rows(toColumns(rows as unknown as MetricRow[]));
      log.flush();
      log.end("finished");
    }
    assert.equal(failures.length, 1, "it is said once");
  });
});

import assert from "node:assert/strict";
import { checkpointSteps, readEvents, readHistory, readPicture, readRows } from "../../../src/run";
import { replay } from "../../../src/advisor/replay";
import { pinnedSteps } from "../../../src/run/retention";
import type { MetricColumns } from "../../../src/shared/run/metrics";
import { newRun, template, watch } from "../../support/trainer";

/** Rates that move nothing: whatever the engine, losses and gradients stay. */
const IDLE_RATE = 1e-12;

const idle = template("gaussian-1d", (e) => {
  for (const network of ["generator", "discriminator"] as const)
    e.optimizer[network] = { ...e.optimizer[network], learningRate: IDLE_RATE };
  e.training.steps = 250;
  e.samples.every = 0;
  e.evaluation.every = 0;
  e.checkpoint = { every: 0, keep: 1 };
});

const verdictsIn = async (dir: string) =>
  (await readEvents(dir)).flatMap((event) =>
    event.type === "diagnosed" ? [[event.verdict.kind, event.step] as const] : [],
  );

async function* onePiece(columns: MetricColumns) {
  yield columns;
}

describe("The advisor of a run in training", () => {
  it("writes its verdicts to the events, once, and says the same of the folder", async () => {
    const dir = await newRun(idle);
    const trainer = watch(dir);
    await trainer.done;
    assert.deepEqual(await verdictsIn(dir), [["ratesDoNothing", 200]]);
    assert.ok(
      trainer.messages.some(({ type, ...of }) => {
        const { event } = of as { event?: { type: string } };
        return type === "event" && event?.type === "diagnosed";
      }),
    );
    // What the remedy is tried from stays, though only the latest checkpoint is to be kept.
    assert.deepEqual(pinnedSteps(dir), [0]);
    assert.deepEqual(checkpointSteps(dir), [250, 0]);
    await watch(dir, { steps: 300 }).done;
    assert.deepEqual(await verdictsIn(dir), [["ratesDoNothing", 200]]);
    const history = await readHistory(dir);
    const said = replay({
      ...history,
      record: history.summary.record,
      rows: onePiece((await readRows(dir)).columns),
      readPicture: (step) => readPicture(dir, step),
    });
    const kinds: string[] = [];
    for await (const advice of said)
      kinds.push(advice.type === "diagnosed" ? advice.verdict.kind : advice.type);
    assert.deepEqual(kinds, ["ratesDoNothing"]);
  });
});

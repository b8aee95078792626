import { workload } from "../../support/compiled";
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSource } from "../../../src/data/source";
import { installTensorFlow, loadEngine } from "../../../src/engine";
import { type OptimizerConfig, optimizerSchema } from "../../../src/experiment/schema";
import { optimizer, slotNames } from "../../../src/gan/optimizers";
import { type TrainState, unflattenState } from "../../../src/gan/state";
import { subtree } from "../../../src/gan/tree";
import { cacheDir } from "../../../src/shared/files/cache";
import { type NetworkName, NETWORKS } from "../../../src/shared/run/run";
import { tensor, tidy } from "../../../src/tensor/tf";
import type { Values } from "../../../src/tensor/values";
import { applyExperiment } from "../../../src/trainer/session/apply";
import { Session } from "../../../src/trainer/session/session";
import { VARIANTS } from "../../support/optimizer-variants";
import { at, entry, first } from "../../support/values";

const NAMES = Object.keys(VARIANTS);
const open = async (compile: "off" | "loop"): Promise<Session> => {
  const experiment = workload("toy", (e) => {
    e.compile = compile;
    e.training.batchSize = 16;
  });
  return Session.open(
    mkdtempSync(join(tmpdir(), "gan-exchange-")),
    experiment,
    await openSource(experiment.data, ""),
    await loadEngine("tensorflow", { convolution: false }),
  );
};

/** Gives a network another optimizer. @returns the slots that are carried over */
async function exchangeOptimizer(
  session: Session,
  network: NetworkName,
  config: OptimizerConfig,
  slots: "keep" | "reset",
): Promise<string[]> {
  const { experiment } = session;
  const next = { ...experiment, optimizer: { ...experiment.optimizer, [network]: config } };
  const carriedOver = await applyExperiment(session, next, { networks: [network], slots });
  return carriedOver[network] ?? [];
}

/**
 * A walk over the names that takes every step from one to another once, itself included: at each
 * name first the steps to those that come after it, there and back, so that it ends where it began.
 */
function walk(names: readonly string[]): string[] {
  const steps: string[] = [];
  names.forEach((name, i) => {
    steps.push(name, name);
    for (const other of names.slice(i + 2)) steps.push(other, name);
  });
  return [...steps, ...names.slice().reverse()];
}

const stateOf = async ({ model, program }: Session): Promise<TrainState<Values>> =>
  unflattenState(model, await program.state());

describe("Changing between any two optimizers in the middle of a run", () => {
  before(async () => void (await installTensorFlow({ cacheDir: cacheDir() })));

  it("works: shared slots are carried over, others are new, and training goes on", async () => {
    const session = await open("off");
    const seen = new Set<string>();
    const path = walk(NAMES);
    let before = first(path);
    for (const network of NETWORKS)
      await exchangeOptimizer(session, network, entry(VARIANTS, before), "reset");
    for (const name of path.slice(1)) {
      const config = entry(VARIANTS, name);
      const old = await stateOf(session);
      for (const network of NETWORKS) {
        const carried = await exchangeOptimizer(session, network, config, "keep");
        const now = await stateOf(session);
        const slots = now.optimizers[network];
        const fresh = tidy(() => Object.keys(optimizer(config).init(tensors(now[network].params))));
        assert.deepEqual(Object.keys(slots), fresh, `${before} -> ${name}`);
        for (const slot of Object.keys(slots).filter((key) =>
          carried.includes(first(key.split("/"))),
        )) {
          assert.deepEqual(
            slots[slot],
            old.optimizers[network][slot],
            `${before} -> ${name}: ${slot}`,
          );
        }
        assert.deepEqual(now[network], old[network], `${before} -> ${name}: weights`);
      }
      const { rows, failure } = await session.advance(2);
      assert.equal(failure, undefined, `${before} -> ${name}: ${failure?.message}`);
      assert.equal(rows.length, 2);
      assertSteady(old, await stateOf(session), `${before} -> ${name}`);
      seen.add(`${before} -> ${name}`);
      before = name;
    }
    assert.equal(seen.size, NAMES.length ** 2);
    session.program.dispose();
  });

  it("begins lookahead where the weights are", async () => {
    const session = await open("off");
    await session.advance(3);
    await exchangeOptimizer(
      session,
      "generator",
      entry(VARIANTS, "adamw, lookahead, a schedule"),
      "keep",
    );
    const state = await stateOf(session);
    assert.deepEqual(subtree(state.optimizers.generator, "slowWeights"), state.generator.params);
    session.program.dispose();
  });

  it("compiles another program only where more than fed numbers change", async () => {
    const session = await open("loop");
    const adam = entry(VARIANTS, "adam with everything around it");
    const exchange = (changed: object) =>
      exchangeOptimizer(
        session,
        "discriminator",
        optimizerSchema.parse({ ...adam, ...changed }),
        "keep",
      );
    await exchange({});
    const program = session.program;
    const fed = {
      learningRate: 0.01,
      l1: { type: "linear", from: 0, to: 0.1, end: 10 },
      gradientNoise: { eta: 1, gamma: 0.1 },
      lookahead: { every: 2, rate: 1 },
    };
    assert.deepEqual(await exchange(fed), slotNames(adam));
    assert.deepEqual(slotNames(adam), ["firstMoment", "secondMoment", "slowWeights"]);
    assert.equal(session.program, program);
    const before = await program.state();
    await session.advance(1);
    const after = await program.state();
    const moved = Math.abs(
      first(entry(after, "discriminator/0/kernel").values) -
        first(entry(before, "discriminator/0/kernel").values),
    );
    assert.ok(moved > 0.005, `the new rate counts: moved by ${moved}`);
    for (const other of [{ clip: { type: "globalNorm", limit: 0.2 } }, { beta1: 0.5 }]) {
      const was: unknown = session.program;
      await exchange({ ...fed, ...other });
      assert.notEqual(session.program, was);
    }
    session.program.dispose();
  });
});

const tensors = (state: Record<string, Values>) =>
  Object.fromEntries(
    Object.entries(state).map(([name, { values, shape, dtype }]) => [
      name,
      tensor(values, shape, dtype),
    ]),
  );

/**
 * Fails where a weight has moved by more than any optimizer's steps at its default rate explain.
 */
function assertSteady(before: TrainState<Values>, after: TrainState<Values>, what: string): void {
  for (const network of NETWORKS) {
    for (const [name, { values }] of Object.entries(after[network].params)) {
      const old = entry(before[network].params, name).values;
      values.forEach((value, i) =>
        assert.ok(
          Math.abs(value - at(old, i)) < 0.2,
          `${what}: ${network}/${name} moved from ${old[i]} to ${value}`,
        ),
      );
    }
  }
}

import assert from "node:assert/strict";
import { installTensorFlow, loadEngine } from "../../../../src/engine";
import type { Graph, Node, Value } from "../../../../src/engine/graph/ir";
import { recordStep, stateName } from "../../../../src/engine/graph/record";
import { splitUpdates } from "../../../../src/engine/tensorflow/passes/in-place";
import type { Experiment } from "../../../../src/experiment/schema";
import { cacheDir } from "../../../../src/shared/files/cache";
import { prepare, workload } from "../../../support/compiled";
import { last } from "../../../support/values";

const updatesOf = async (experiment: Experiment) => {
  const { step, state } = await prepare(experiment);
  const graph = recordStep(step, state);
  return { graph, ...splitUpdates(graph) };
};

describe("In-place updates of TensorFlow's variables", () => {
  before(async () => {
    await installTensorFlow({ cacheDir: cacheDir() });
    await loadEngine("tensorflow", { convolution: false });
  });

  const LARGE = [
    "generator/0/kernel",
    "generator/1/kernel",
    "generator/2/kernel",
    "discriminator/2/kernel",
    "discriminator/4/kernel",
  ];

  it("are made for large weights, with their slots under momentum", async () => {
    const { graph, updates, rest } = await updatesOf(workload("mnist"));
    assert.deepEqual(
      new Set(updates.map(({ weight }) => weight.name)),
      new Set(LARGE.map(stateName)),
    );
    for (const { node, weight, slots, negated } of updates) {
      assert.equal(node.op, "ResourceApplyKerasMomentum");
      assert.ok(negated);
      assert.deepEqual(
        slots.map(({ name }) => name),
        [weight.name.replace(/(generator|discriminator)/, "optimizer/$1/velocity")],
      );
    }
    assert.equal(rest.nodes.length, graph.nodes.length - 4 * LARGE.length);
    assert.equal(rest.outputs.size, graph.outputs.size - 2 * LARGE.length);
  });

  it("leave the slots of other optimizers to ordinary ops", async () => {
    const { updates } = await updatesOf(
      workload("mnist", ({ optimizer }) => {
        optimizer.generator = {
          type: "adam",
          learningRate: 0.001,
          beta1: 0.9,
          beta2: 0.999,
          epsilon: 1e-8,
        };
      }),
    );
    for (const { node, weight, slots } of updates) {
      assert.equal(
        node.op,
        weight.name.includes("generator")
          ? "ResourceApplyGradientDescent"
          : "ResourceApplyKerasMomentum",
      );
      assert.equal(slots.length, weight.name.includes("generator") ? 0 : 1);
    }
  });

  it("are not made for the weights of a small network", async () =>
    assert.deepEqual((await updatesOf(workload("ring"))).updates, []));

  const tensor = (): Value => ({ type: "float32", shape: [300, 300] });
  const number = (): Value => ({ type: "float32", shape: [] });
  const node = (op: string, ...inputs: Value[]): Node => ({
    op,
    inputs,
    outputs: [tensor()],
    attributes: {},
    source: "",
  });
  /** w <- w - rate g, and y made of what `readers` gives. */
  const descent = (
    readers: (old: Value, moved: Value) => Node[],
  ): { graph: Graph; readers: Node[] } => {
    const w = tensor();
    const g = tensor();
    const rate = number();
    const step = node("Mul", g, rate);
    const moved = node("Sub", w, step.outputs[0]);
    const others = readers(w, moved.outputs[0]);
    return {
      readers: others,
      graph: {
        inputs: new Map([
          ["w", w],
          ["y", tensor()],
          ["g", g],
          ["rate", rate],
        ]),
        constants: new Map(),
        nodes: [step, moved, ...others],
        outputs: new Map([
          ["w", moved.outputs[0]],
          ["y", last(others).outputs[0]],
        ]),
      },
    };
  };

  it("name the readers of the old weight, which must run first", () => {
    const { graph, readers } = descent((old, moved) => [node("Square", old), node("Sqrt", moved)]);
    const { updates, rest } = splitUpdates(graph);
    assert.deepEqual(
      updates.map((update) => update.readers),
      [[readers[0]]],
    );
    assert.deepEqual(rest.nodes, readers);
  });

  it("are not made where the old weight is read together with the new one, or after it", () => {
    for (const readers of [
      (old: Value, moved: Value) => [node("Add", old, moved)],
      (old: Value, moved: Value) => {
        const first = node("Square", moved);
        return [first, node("Mul", first.outputs[0], old)];
      },
    ]) {
      const { graph } = descent(readers);
      const { updates, rest } = splitUpdates(graph);
      assert.deepEqual({ updates, rest }, { updates: [], rest: graph });
    }
  });
});

import assert from "node:assert/strict";
import type { Attribute, Graph, Node, Value } from "../../../../src/engine/graph/ir";
import { splitBatch } from "../../../../src/engine/tensorflow/passes/split-batch";
import { fusibleActivations } from "../../../../src/engine/tensorflow/passes/fuse";
import type { InPlaceUpdate } from "../../../../src/engine/tensorflow/passes/in-place";
import { scheduleWorkers } from "../../../../src/engine/tensorflow/passes/schedule";
import { executorFor } from "../../../../src/engine/tensorflow/executor";
import { at, present, valueOf } from "../../../support/values";

const ROWS = 100;
const WIDTH = 300;
const float = (...shape: number[]): Value => ({ type: "float32", shape });

/** A graph, built node by node. */
class Builder {
  readonly inputs = new Map<string, Value>();
  readonly constants: Graph["constants"] & Map<Value, Int32Array> = new Map<Value, Int32Array>();
  readonly nodes: Node[] = [];

  input(name: string, ...shape: number[]): Value {
    const value = float(...shape);
    this.inputs.set(name, value);
    return value;
  }
  ints(...numbers: number[]): Value {
    const value: Value = { type: "int32", shape: [numbers.length] };
    this.constants.set(value, Int32Array.from(numbers));
    return value;
  }
  node(
    op: string,
    inputs: Value[],
    shape: number[],
    attributes: Record<string, Attribute> = {},
  ): Value {
    const output = float(...shape);
    this.nodes.push({ op, inputs, outputs: [output], attributes, source: op });
    return output;
  }
  product(x: Value, weights: Value): Value {
    return this.node("MatMul", [x, weights], [at(x.shape, 0), at(weights.shape, 1)]);
  }
  graph(outputs: Record<string, Value>): Graph {
    return {
      inputs: this.inputs,
      constants: this.constants,
      nodes: this.nodes,
      outputs: new Map(Object.entries(outputs)),
    };
  }
}

/** The nodes, each as `Op [rows of its output]`. */
const summary = ({ nodes }: Graph): string[] =>
  nodes.map(({ op, outputs }) => `${op} ${outputs[0].shape[0] ?? ""}`.trim());

describe("The split-batch pass", () => {
  it("splits a product on the critical path and its row-wise ops, then concatenates", () => {
    const b = new Builder();
    const h = b.node(
      "Relu",
      [
        b.node(
          "Add",
          [b.product(b.input("x", ROWS, WIDTH), b.input("w", WIDTH, WIDTH)), b.input("b", WIDTH)],
          [ROWS, WIDTH],
        ),
      ],
      [ROWS, WIDTH],
    );
    const mean = b.node("Mean", [h, b.ints(0)], [WIDTH]);
    const split = splitBatch(b.graph({ mean }));
    assert.deepEqual(summary(split), [
      "Slice 50",
      "Slice 50",
      "MatMul 50",
      "MatMul 50",
      "Add 50",
      "Add 50",
      "Relu 50",
      "Relu 50",
      "ConcatV2 100",
      "Mean 300",
    ]);
    const slices = split.nodes
      .slice(0, 2)
      .map(({ inputs: [, begin, size] }) =>
        [begin, size].map((value) => [...valueOf(split.constants, present(value))]),
      );
    assert.deepEqual(slices, [
      [
        [0, 0],
        [50, WIDTH],
      ],
      [
        [50, 0],
        [50, WIDTH],
      ],
    ]);
    assert.equal(
      at(split.nodes, -2).outputs[0],
      h,
      "the concatenated value is the one that the product made before",
    );
    assert.equal(split.outputs.get("mean"), mean);
  });

  it("splits a reshape, with the shape of a part, and a reduction within rows", () => {
    const b = new Builder();
    const pieces = b.node(
      "Reshape",
      [b.product(b.input("x", ROWS, WIDTH), b.input("w", WIDTH, WIDTH)), b.ints(ROWS, 5, 60)],
      [ROWS, 5, 60],
    );
    const split = splitBatch(b.graph({ max: b.node("Max", [pieces, b.ints(1)], [ROWS, 60]) }));
    assert.deepEqual(summary(split).slice(4), [
      "Reshape 50",
      "Reshape 50",
      "Max 50",
      "Max 50",
      "ConcatV2 100",
    ]);
    for (const node of split.nodes.filter(({ op }) => op === "Reshape"))
      assert.deepEqual([...valueOf(split.constants, at(node.inputs, 1))], [50, 5, 60]);
  });

  it("leaves parallel, small and batch-axis products whole", () => {
    const company = new Builder();
    const x = company.input("x", ROWS, WIDTH);
    const two = company.graph({
      a: company.product(x, company.input("v", WIDTH, WIDTH)),
      b: company.product(x, company.input("w", WIDTH, WIDTH)),
    });
    assert.deepEqual(splitBatch(two).nodes, two.nodes);
    const small = new Builder();
    const one = small.graph({
      y: small.product(small.input("x", 10, 20), small.input("w", 20, 20)),
    });
    assert.deepEqual(splitBatch(one).nodes, one.nodes);
    const gradient = new Builder();
    const transposed = { transpose_a: { kind: "bool", value: true } } as const;
    const product = gradient.node(
      "MatMul",
      [gradient.input("x", ROWS, WIDTH), gradient.input("dy", ROWS, WIDTH)],
      [WIDTH, WIDTH],
      transposed,
    );
    assert.deepEqual(summary(splitBatch(gradient.graph({ product }))), ["MatMul 300"]);
  });

  it("splits a small product that follows, and concatenates for parallel large ones", () => {
    const b = new Builder();
    const h = b.product(b.input("x", ROWS, WIDTH), b.input("w", WIDTH, WIDTH));
    const logits = b.product(h, b.input("v", WIDTH, 1));
    const left = b.product(h, b.input("left", WIDTH, WIDTH));
    const right = b.product(h, b.input("right", WIDTH, WIDTH));
    assert.deepEqual(summary(splitBatch(b.graph({ logits, left, right }))), [
      "Slice 50",
      "Slice 50",
      "MatMul 50",
      "MatMul 50",
      "MatMul 50",
      "MatMul 50",
      "ConcatV2 100",
      "MatMul 100",
      "MatMul 100",
      "ConcatV2 100",
    ]);
  });
});

describe("List scheduling on two workers", () => {
  it("starts the product with the longest critical path first", () => {
    const b = new Builder();
    const x = b.input("x", ROWS, WIDTH);
    const weights = b.input("w", WIDTH, WIDTH);
    // In the recorded order two short paths stand before the long one.
    const short = b.product(x, weights);
    const other = b.product(x, weights);
    const long = b.product(b.product(b.product(x, weights), weights), weights);
    const [first, second, begin, middle, end] = b.nodes;
    const after = scheduleWorkers(b.graph({ short, other, long }).nodes, [], new Map(), 2);
    assert.deepEqual(
      [begin, middle, end].map((node) => after.get(present(node))),
      [undefined, begin, middle],
    );
    assert.deepEqual(
      [first, second].map((node) => after.get(present(node))),
      [undefined, first],
    );
  });

  it("runs every read of a weight before its in-place update (write-after-read hazard)", () => {
    const b = new Builder();
    const x = b.input("x", ROWS, WIDTH);
    const w = b.input("w", WIDTH, WIDTH);
    const next = float(WIDTH, WIDTH);
    b.node("Tanh", [b.product(b.product(x, next), next)], [ROWS, WIDTH]);
    b.product(x, w);
    const [early, late, , reader] = b.nodes as [Node, Node, Node, Node];
    const moving: Node = {
      op: "ResourceApplyGradientDescent",
      inputs: [b.input("g", WIDTH, WIDTH)],
      outputs: [next],
      attributes: {},
      source: "",
    };
    const update: InPlaceUpdate = {
      node: moving,
      weight: { name: "w", now: w, next },
      slots: [],
      negated: false,
      readers: [reader],
    };
    const after = scheduleWorkers(b.nodes, [update], new Map(), 1);
    assert.deepEqual(
      [reader, early, late].map((node) => after.get(node)),
      [undefined, reader, early],
    );
    // Without readers the update comes first.
    assert.equal(
      scheduleWorkers(b.nodes, [{ ...update, readers: [] }], new Map(), 1).get(reader),
      late,
    );
  });

  it("orders long random draws and in-place updates as well as products", () => {
    const b = new Builder();
    const x = b.input("x", ROWS, WIDTH);
    const w = b.input("w", WIDTH, WIDTH);
    const large = float(1000, WIDTH);
    b.product(b.product(x, w), w);
    b.node("StatelessRandomUniform", [], [ROWS, WIDTH]);
    b.node("StatelessRandomUniform", [], [ROWS, 1]);
    const [first, second, long, short] = b.nodes as [Node, Node, Node, Node];
    const moving: Node = {
      op: "ResourceApplyGradientDescent",
      inputs: [b.input("g", 1000, WIDTH)],
      outputs: [large],
      attributes: {},
      source: "",
    };
    const after = scheduleWorkers(
      b.nodes,
      [
        {
          node: moving,
          weight: { name: "v", now: large, next: large },
          slots: [],
          negated: false,
          readers: [],
        },
      ],
      new Map(),
      1,
    );
    assert.deepEqual(
      [first, long, second, moving, short].map((node) => after.get(node)),
      [undefined, first, long, second, undefined],
    );
  });

  it("starts a fused product only when its bias is ready", () => {
    const b = new Builder();
    const x = b.input("x", ROWS, WIDTH);
    const w = b.input("w", WIDTH, WIDTH);
    const bias = b.node("Sum", [b.product(x, w), b.ints(0)], [WIDTH]);
    const sum = b.node("Add", [b.product(x, w), bias], [ROWS, WIDTH]);
    b.product(b.product(sum, w), w);
    const [ofBias, , product, addition] = b.nodes as [Node, Node, Node, Node];
    const after = scheduleWorkers(
      [product, ...b.nodes.filter((node) => node !== product)],
      [],
      new Map([[addition, { product, addition }]]),
      1,
    );
    assert.deepEqual([after.get(ofBias), after.get(product)], [undefined, ofBias]);
  });
});

describe("The choice of an executor", () => {
  const layers = (width: number) => {
    const b = new Builder();
    const w = b.input("w", width, width);
    return b.graph({ y: b.product(b.product(b.input("x", ROWS, width), w), w) });
  };

  it("takes two workers for large products, one thread for tiny ops, else all", () => {
    assert.equal(executorFor(layers(300), 2, fusibleActivations("2.21.0")), "two-workers");
    assert.equal(executorFor(layers(3000), 8, fusibleActivations("2.21.0")), "one-thread");
    assert.equal(executorFor(layers(20_000), 8, fusibleActivations("2.21.0")), "threads");
    assert.equal(executorFor(layers(20), 2, fusibleActivations("2.21.0")), "one-thread");
  });
});

import assert from "node:assert/strict";
import type { Attribute, Graph, Node, Value } from "../../../../src/engine/graph/ir";
import { inHalves } from "../../../../src/engine/tensorflow/passes/split-batch";
import { joinsOf } from "../../../../src/engine/tensorflow/passes/fuse";
import type { InPlaceUpdate } from "../../../../src/engine/tensorflow/passes/in-place";
import { planLanes } from "../../../../src/engine/tensorflow/passes/schedule";
import { executorFor } from "../../../../src/engine/tensorflow/lower";

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
    return this.node("MatMul", [x, weights], [x.shape[0]!, weights.shape[1]!]);
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

/** What is done, as `Op [rows of its output]`. */
const told = ({ nodes }: Graph): string[] =>
  nodes.map(({ op, outputs }) => `${op} ${outputs[0]!.shape[0] ?? ""}`.trim());

describe("A step's lonely products in halves", () => {
  it("with what follows row by row, and put together for what needs all rows", () => {
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
    const halved = inHalves(b.graph({ mean }));
    assert.deepEqual(told(halved), [
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
    const slices = halved.nodes
      .slice(0, 2)
      .map(({ inputs: [, begin, size] }) =>
        [begin, size].map((value) => [...halved.constants.get(value!)!]),
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
    assert.equal(halved.nodes.at(-2)!.outputs[0], h, "the whole has the place of the one before");
    assert.equal(halved.outputs.get("mean"), mean);
  });

  it("with a shape of their own where they are reshaped, and reductions within rows", () => {
    const b = new Builder();
    const pieces = b.node(
      "Reshape",
      [b.product(b.input("x", ROWS, WIDTH), b.input("w", WIDTH, WIDTH)), b.ints(ROWS, 5, 60)],
      [ROWS, 5, 60],
    );
    const halved = inHalves(b.graph({ max: b.node("Max", [pieces, b.ints(1)], [ROWS, 60]) }));
    assert.deepEqual(told(halved).slice(4), [
      "Reshape 50",
      "Reshape 50",
      "Max 50",
      "Max 50",
      "ConcatV2 100",
    ]);
    for (const node of halved.nodes.filter(({ op }) => op === "Reshape"))
      assert.deepEqual([...halved.constants.get(node.inputs[1]!)!], [50, 5, 60]);
  });

  it("leave products that have company, small ones and those of weights' gradients as they are", () => {
    const company = new Builder();
    const x = company.input("x", ROWS, WIDTH);
    const two = company.graph({
      a: company.product(x, company.input("v", WIDTH, WIDTH)),
      b: company.product(x, company.input("w", WIDTH, WIDTH)),
    });
    assert.deepEqual(inHalves(two).nodes, two.nodes);
    const small = new Builder();
    const one = small.graph({
      y: small.product(small.input("x", 10, 20), small.input("w", 20, 20)),
    });
    assert.deepEqual(inHalves(one).nodes, one.nodes);
    const gradient = new Builder();
    const transposed = { transpose_a: { kind: "bool", value: true } } as const;
    const product = gradient.node(
      "MatMul",
      [gradient.input("x", ROWS, WIDTH), gradient.input("dy", ROWS, WIDTH)],
      [WIDTH, WIDTH],
      transposed,
    );
    assert.deepEqual(told(inHalves(gradient.graph({ product }))), ["MatMul 300"]);
  });

  it("take the halves of a small product that follows, and the whole where a second heavy one has company", () => {
    const b = new Builder();
    const h = b.product(b.input("x", ROWS, WIDTH), b.input("w", WIDTH, WIDTH));
    const logits = b.product(h, b.input("v", WIDTH, 1));
    const left = b.product(h, b.input("left", WIDTH, WIDTH));
    const right = b.product(h, b.input("right", WIDTH, WIDTH));
    assert.deepEqual(told(inHalves(b.graph({ logits, left, right }))), [
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

describe("The plan of two lanes", () => {
  it("begins with what has the longest way to go", () => {
    const b = new Builder();
    const x = b.input("x", ROWS, WIDTH);
    const weights = b.input("w", WIDTH, WIDTH);
    // As recorded: two short ways first, then the long one.
    const short = b.product(x, weights);
    const other = b.product(x, weights);
    const long = b.product(b.product(b.product(x, weights), weights), weights);
    const [first, second, begin, middle, end] = b.nodes;
    const after = planLanes(b.graph({ short, other, long }).nodes, [], new Map(), 2);
    assert.deepEqual(
      [begin, middle, end].map((node) => after.get(node!)),
      [undefined, begin, middle],
    );
    assert.deepEqual(
      [first, second].map((node) => after.get(node!)),
      [undefined, first],
    );
  });

  it("has nobody read a weight after it was moved", () => {
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
    const after = planLanes(b.nodes, [update], new Map(), 1);
    assert.deepEqual(
      [reader, early, late].map((node) => after.get(node)),
      [undefined, reader, early],
    );
    // Without readers it comes first.
    assert.equal(planLanes(b.nodes, [{ ...update, readers: [] }], new Map(), 1).get(reader), late);
  });

  it("puts random numbers and updates in place in order too, if they are long", () => {
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
    const after = planLanes(
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

  it("begins a product only when there is what is joined with it", () => {
    const b = new Builder();
    const x = b.input("x", ROWS, WIDTH);
    const w = b.input("w", WIDTH, WIDTH);
    const bias = b.node("Sum", [b.product(x, w), b.ints(0)], [WIDTH]);
    const sum = b.node("Add", [b.product(x, w), bias], [ROWS, WIDTH]);
    b.product(b.product(sum, w), w);
    const [ofBias, , product, addition] = b.nodes as [Node, Node, Node, Node];
    const after = planLanes(
      [product, ...b.nodes.filter((node) => node !== product)],
      [],
      new Map([[addition, { product, addition }]]),
      1,
    );
    assert.deepEqual([after.get(ofBias), after.get(product)], [undefined, ofBias]);
  });
});

describe("What runs a step", () => {
  const layers = (width: number) => {
    const b = new Builder();
    const w = b.input("w", width, width);
    return b.graph({ y: b.product(b.product(b.input("x", ROWS, width), w), w) });
  };

  it("is two lanes for large products on two processors, one thread for tiny operations, else all threads", () => {
    assert.equal(executorFor(layers(300), 2, joinsOf("2.21.0")), "lanes");
    assert.equal(executorFor(layers(3000), 8, joinsOf("2.21.0")), "one-thread");
    assert.equal(executorFor(layers(20_000), 8, joinsOf("2.21.0")), "threads");
    assert.equal(executorFor(layers(20), 2, joinsOf("2.21.0")), "one-thread");
  });
});

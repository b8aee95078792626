import type { Graph, Node, Value } from "./ir";
import { notRecordable } from "./recording";

/**
 * Compares two recordings of one function. A difference shows that a number did not come from the
 * function's tensors but from JavaScript: a random number, a counter, a clock. @throws GanError
 * `not-recordable`, naming the layer.
 */
export function checkPurity(first: Graph, second: Graph): void {
  const a = numbered(first);
  const b = numbered(second);
  const impure = (source: string) =>
    notRecordable(
      "the step is not a pure function of its tensors: a number made in JavaScript " +
        "(Math.random, a counter) differs each time",
      source,
    );
  for (const [i, node] of first.nodes.entries()) {
    const other = second.nodes[i];
    if (!other || outline(node, a) !== outline(other, b)) throw impure(node.source);
    for (const [k, input] of node.inputs.entries()) {
      const counterpart = other.inputs[k];
      if (!counterpart || !sameConstant(first, input, second, counterpart))
        throw impure(node.source);
    }
  }
  const [additional] = second.nodes.slice(first.nodes.length);
  if (additional) throw impure(additional.source);
  for (const [name, output] of first.outputs) {
    const other = second.outputs.get(name);
    if (!other || !sameConstant(first, output, second, other)) throw impure(`the value of ${name}`);
  }
}

/** Numbers values in order of creation. Constants get no number: they are compared by content. */
function numbered({ inputs, nodes }: Graph): Map<Value, number> {
  const values = [...inputs.values(), ...nodes.flatMap((node) => node.outputs)];
  return new Map(values.map((value, i) => [value, i]));
}

const outline = ({ op, attributes, inputs }: Node, numbers: Map<Value, number>): string =>
  JSON.stringify([
    op,
    attributes,
    inputs.map((input) => numbers.get(input) ?? [input.type, input.shape]),
  ]);

function sameConstant(first: Graph, a: Value, second: Graph, b: Value): boolean {
  const x = first.constants.get(a);
  const y = second.constants.get(b);
  if (!x || !y) return x === y;
  return (
    x.length === y.length &&
    Buffer.from(x.buffer, x.byteOffset, x.byteLength).equals(
      Buffer.from(y.buffer, y.byteOffset, y.byteLength),
    )
  );
}

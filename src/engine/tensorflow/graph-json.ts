import type { Attribute, ElementType, Value } from "../graph/ir";

/*
 * What a graph model of TensorFlow.js is written in: TensorFlow's messages in protobuf's form of
 * JSON, with whole numbers as text and bytes in base64.
 */

export interface GraphNode {
  name: string;
  op: string;
  input?: readonly string[];
  attr: Record<string, object>;
}

/** An input or the output of a model. */
export interface Named {
  name: string;
  value: Value;
}

const TYPES: Record<ElementType, string> = {
  float32: "DT_FLOAT",
  int32: "DT_INT32",
  bool: "DT_BOOL",
  uint8: "DT_UINT8",
};

export const identity = (name: string, input: string, type: ElementType): GraphNode => ({
  name,
  op: "Identity",
  input: [input],
  attr: { T: typeAttr(type) },
});

export const typeAttr = (type: ElementType): object => ({ type: TYPES[type] });

/** A shape with a batch of any size. */
const shapeOf = ({ shape }: Value): object => ({
  dim: [-1, ...shape.slice(1)].map((size) => ({ size: String(size) })),
});

export const placeholder = ({ name, value }: Named): GraphNode => ({
  name,
  op: "Placeholder",
  attr: { dtype: typeAttr(value.type), shape: { shape: shapeOf(value) } },
});

export const signature = (all: readonly Named[]): object =>
  Object.fromEntries(
    all.map(({ name, value }) => [
      name,
      { name: `${name}:0`, dtype: TYPES[value.type], tensorShape: shapeOf(value) },
    ]),
  );

export function attributeJson(attribute: Attribute): object {
  switch (attribute.kind) {
    case "type":
      return typeAttr(attribute.value);
    case "int":
      return { i: String(attribute.value) };
    case "float":
      return { f: attribute.value };
    case "bool":
      return { b: attribute.value };
    case "string":
      return { s: Buffer.from(attribute.value).toString("base64") };
    case "ints":
      return { list: { i: attribute.value.map(String) } };
  }
}

export const mapEntries = <A, B>(
  record: Readonly<Record<string, A>>,
  f: (entry: A) => B,
): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, entry]) => [key, f(entry)]));

import type { Attribute, Data, ElementType } from "../graph/ir";
import type { TfAttr, TfShape, TfTensor } from "./saved-model-proto";
import { TYPE_NUMBERS } from "../graph/recording";

/* TensorFlow's attributes of nodes, as its messages have them. */

export const type = (name: ElementType): TfAttr => ({ type: TYPE_NUMBERS[name] });
export const types = (names: readonly ElementType[]): TfAttr =>
  typeNumbers(names.map((name) => TYPE_NUMBERS[name]));
export const typeNumbers = (type: readonly number[]): TfAttr => ({ list: { type } });
export const int = (i: number): TfAttr => ({ i });
export const bool = (b: boolean): TfAttr => ({ b });
export const string = (text: string): TfAttr => ({ s: Buffer.from(text) });
export const strings = (texts: readonly string[]): TfAttr => ({
  list: { s: texts.map((text) => Buffer.from(text)) },
});
export const func = (name: string): TfAttr => ({ func: { name } });
export const shape = (sizes: readonly number[]): TfAttr => ({ shape: shapeMessage(sizes) });

const shapeMessage = (sizes: readonly number[]): TfShape => ({
  dim: sizes.map((size) => ({ size })),
});

/** A constant's value. */
export function tensor(dtype: ElementType, sizes: readonly number[], data: Data): TfAttr {
  const content = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const message: TfTensor = {
    dtype: TYPE_NUMBERS[dtype],
    tensorShape: shapeMessage(sizes),
    tensorContent: content,
  };
  return { tensor: message };
}

/** A recorded attribute. */
export function recorded(attribute: Attribute): TfAttr {
  switch (attribute.kind) {
    case "type":
      return type(attribute.value);
    case "int":
      return int(attribute.value);
    case "float":
      return { f: attribute.value };
    case "bool":
      return bool(attribute.value);
    case "string":
      return string(attribute.value);
    case "ints":
      return { list: { i: attribute.value } };
  }
}

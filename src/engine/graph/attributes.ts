import type { Attribute, ElementType } from "./ir";

/*
 * Typed access to the attributes of a recorded op. Each reader takes a default for an attribute
 * that is absent.
 */

export interface Attributed {
  readonly attributes: Readonly<Record<string, Attribute>>;
}

function read<T>({ attributes }: Attributed, name: string, kind: Attribute["kind"]): T | undefined {
  const found = attributes[name];
  return found?.kind === kind ? (found.value as T) : undefined;
}
export const flag = (op: Attributed, name: string): boolean =>
  read<boolean>(op, name, "bool") ?? false;
export const whole = (op: Attributed, name: string, otherwise = 0): number =>
  read<number>(op, name, "int") ?? otherwise;
export const real = (op: Attributed, name: string, otherwise: number): number =>
  read<number>(op, name, "float") ?? otherwise;
export const list = (op: Attributed, name: string): readonly number[] | undefined =>
  read<readonly number[]>(op, name, "ints");
export const text = (op: Attributed, name: string): string | undefined =>
  read<string>(op, name, "string");
export const typed = (op: Attributed, name: string): ElementType | undefined =>
  read<ElementType>(op, name, "type");

/** The axis as a non-negative index. */
export const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

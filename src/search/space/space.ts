/*
 * What a study searches: its parameters, and a point among them. Methods, pruning and importance
 * know nothing of experiments; `settings-of-point.ts` turns a point into settings of one.
 */

/** What a parameter may be. Both ends of a range belong to it. */
export type Domain =
  | {
      kind: "float";
      from: number;
      to: number;
      /** Whether the logarithm is spread evenly, and not the value. */
      log: boolean;
      /** Only `from + n * step` is taken; never with `log`. */
      step?: number;
    }
  | { kind: "integer"; from: number; to: number; log: boolean; step: number }
  | { kind: "choice"; labels: readonly string[] };

/** A parameter exists where another one, a choice, has one of these labels. */
export interface Condition {
  parameter: string;
  labels: readonly string[];
}

export interface Parameter {
  name: string;
  domain: Domain;
  when?: Condition;
}

/** A parameter comes after the one that its condition names. */
export type Space = readonly Parameter[];

/**
 * A value for each parameter whose condition is met; of a choice it is the index of its label.
 */
export type Point = Readonly<Record<string, number>>;

/** Whether a parameter has a value in this point, by the values of those before it. */
export function isActive({ when }: Parameter, point: Point, space: Space): boolean {
  if (!when) return true;
  const parent = space.find(({ name }) => name === when.parameter);
  const index = point[when.parameter];
  if (parent?.domain.kind !== "choice" || index === undefined) return false;
  const label = parent.domain.labels[index];
  return label !== undefined && when.labels.includes(label);
}

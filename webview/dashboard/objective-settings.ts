/* The numbers of the objective that a form shows, with their labels. */

/** A number of the objective that can be changed in the middle of a run. */
export interface ObjectiveField {
  /** Below the objective, such as `penalties.0.weight`. */
  path: string;
  label: string;
  /** What stands there now; undefined where it is off. */
  value: unknown;
  /** What is taken away where nothing is written. */
  removes: string;
}

interface ObjectiveLike {
  penalties?: { type: string; weight?: unknown }[];
  labelSmoothing?: { real?: unknown };
  labelFlipping?: unknown;
  instanceNoise?: unknown;
  weightClip?: unknown;
  unrolling?: { learningRate?: unknown };
}

/** The numbers beside the loss that an objective has, or can be given. */
export function objectiveFields(objective: object): ObjectiveField[] {
  const { penalties, labelSmoothing, labelFlipping, instanceNoise, weightClip, unrolling } =
    objective as ObjectiveLike;
  const field = (path: string, label: string, value: unknown, removes = path): ObjectiveField => ({
    path,
    label,
    value,
    removes,
  });
  return [
    ...(penalties ?? []).map(({ type, weight }, i) =>
      field(`penalties.${i}.weight`, `Weight of ${type}`, weight, `penalties.${i}`),
    ),
    field(
      "labelSmoothing.real",
      "Smoothing of real labels",
      labelSmoothing?.real,
      "labelSmoothing",
    ),
    field("labelFlipping", "Share of flipped labels", labelFlipping),
    field("instanceNoise", "Instance noise", instanceNoise),
    field("weightClip", "Clip weights to", weightClip),
    ...(unrolling
      ? [
          field(
            "unrolling.learningRate",
            "Learning rate of unrolling",
            unrolling.learningRate,
            "unrolling",
          ),
        ]
      : []),
  ];
}

/**
 * What a field begins with: a schedule is not written out, and stays where the field stays empty.
 */
export const fieldText = (value: unknown): string =>
  typeof value === "number" ? String(value) : "";

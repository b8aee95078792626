import { formatNumber } from "./format";
import type { NetworkName, RunEvent } from "./run";

/** A setting of an optimizer as a form shows it. Bounds as in `src/experiment/schema.ts`, which a test compares. */
export interface OptimizerSetting {
  name: string;
  label: string;
  default: number;
  min: number;
  max?: number;
  /** Bounds that the value must not reach. */
  exclusive?: ("min" | "max")[];
}

const learningRate = (value: number): OptimizerSetting => ({ name: "learningRate", label: "Learning rate", default: value, min: 0 });
const epsilon = (value: number): OptimizerSetting => ({ name: "epsilon", label: "Epsilon", default: value, min: 0, exclusive: ["min"] });

/** The optimizers by their type, with their settings in the order in which a form shows them. */
export const OPTIMIZER_SETTINGS: Readonly<Record<string, { label: string; settings: OptimizerSetting[] }>> = {
  sgd: { label: "SGD", settings: [learningRate(0.01)] },
  momentum: { label: "Momentum", settings: [learningRate(0.01), { name: "momentum", label: "Momentum", default: 0.9, min: 0, max: 1 }] },
  rmsprop: { label: "RMSprop", settings: [learningRate(0.001), { name: "rho", label: "Rho", default: 0.9, min: 0, max: 1, exclusive: ["max"] }, epsilon(1e-7)] },
  adam: {
    label: "Adam",
    settings: [
      learningRate(0.001),
      { name: "beta1", label: "Beta 1", default: 0.9, min: 0, max: 1, exclusive: ["max"] },
      { name: "beta2", label: "Beta 2", default: 0.999, min: 0, max: 1, exclusive: ["max"] },
      epsilon(1e-8),
    ],
  },
};

/** An optimizer as in an experiment or an event: a type and its settings, numbers or schedules. */
export type OptimizerLike = { type: string } & Record<string, unknown>;

/** Whether `value` is allowed for `setting`. */
export function isAllowed(setting: OptimizerSetting, value: number): boolean {
  if (!Number.isFinite(value) || value < setting.min || value > (setting.max ?? Infinity)) return false;
  return !(setting.exclusive?.includes("min") && value === setting.min) && !(setting.exclusive?.includes("max") && value === setting.max);
}

/** What a person changed in the middle of a run. */
export type ChangeEvent = Extract<RunEvent, { type: "optimizerChanged" | "learningRateChanged" | "discriminatorStepsChanged" }>;

export function isChange(event: RunEvent): event is ChangeEvent {
  return event.type === "optimizerChanged" || event.type === "learningRateChanged" || event.type === "discriminatorStepsChanged";
}

/**
 * The changes that a run still has. One that was taken back to the checkpoint of step s has lost those made after s. A
 * change that counts from s + 1 was made at s and is in the checkpoint.
 */
export function standingChanges(events: readonly RunEvent[]): ChangeEvent[] {
  let changes: ChangeEvent[] = [];
  for (const event of events) {
    if (event.type === "resumed" && event.fromCheckpoint) changes = changes.filter((change) => change.step <= event.step + 1);
    if (isChange(event)) changes.push(event);
  }
  return changes;
}

/** The optimizers that a run has now: those of its experiment, then each change that stands. */
export function currentOptimizers(experiment: object, events: readonly RunEvent[]): Partial<Record<NetworkName, OptimizerLike>> {
  const now: Partial<Record<NetworkName, OptimizerLike>> = {};
  const configured: object = "optimizer" in experiment && isObject(experiment.optimizer) ? experiment.optimizer : {};
  for (const network of ["generator", "discriminator"] as const) {
    const optimizer = (configured as Record<string, unknown>)[network];
    if (isOptimizer(optimizer)) now[network] = optimizer;
  }
  for (const event of standingChanges(events)) {
    if (event.type === "optimizerChanged" && isOptimizer(event.to)) now[event.network] = event.to;
    const before = event.type === "learningRateChanged" ? now[event.network] : undefined;
    if (event.type === "learningRateChanged" && before) now[event.network] = { ...before, learningRate: event.to };
  }
  return now;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

export function isOptimizer(value: unknown): value is OptimizerLike {
  return isObject(value) && "type" in value && typeof value.type === "string";
}

export function optimizerLabel(optimizer: object): string {
  const type = isOptimizer(optimizer) ? optimizer.type : "?";
  return OPTIMIZER_SETTINGS[type]?.label ?? type;
}

/** A setting's value in short: a number, or what its schedule does. */
export function describeValue(value: unknown): string {
  if (typeof value === "number") return formatNumber(value, 7);
  if (!isObject(value)) return String(value);
  const schedule = value as Record<string, unknown>;
  switch (schedule["type"]) {
    case "exponential":
      return `${describeValue(schedule["initial"])} × ${describeValue(schedule["decay"])}^step`;
    case "step":
      return `${describeValue(schedule["initial"])} × ${describeValue(schedule["factor"])} every ${describeValue(schedule["every"])} steps`;
    case "linear":
      return `${describeValue(schedule["from"])} → ${describeValue(schedule["to"])} by step ${describeValue(schedule["end"])}`;
    default:
      return "schedule";
  }
}

import forms from "./optimizer-forms.json";

/*
 * The optimizers and the adjustments of gradients as forms show them. The schema says it
 * (src/experiment/schema); pages, which do not load the schema, read it from a file that `npm run
 * docs` writes.
 */

/**
 * A setting of an optimizer or an adjustment. Where it is neither a choice nor a flag it is a
 * number or a schedule; without a default it may be left out, which turns it off.
 */
export interface OptimizerSetting {
  name: string;
  label: string;
  /** What it does to a training, and what is usual. */
  help?: string | undefined;
  /**
   * The object of the optimizer that it belongs to, such as `lookahead`. Where the first setting of
   * a group has no value, the group is off.
   */
  group?: string | undefined;
  default?: number | boolean | undefined;
  /** One of a few words; and what leaving it out means. */
  choice?: { values: readonly string[]; none?: string | undefined } | undefined;
  /** On or off; without a default off is to leave it out. */
  flag?: boolean | undefined;
}

export interface OptimizerForm {
  label: string;
  /** Under which of the kinds a form lists it. */
  kind: string;
  /**
   * Its own settings, in the order in which a form shows them; those of `AROUND` come after them.
   */
  settings: readonly OptimizerSetting[];
}

export interface AdjustmentForm {
  label: string;
  /** What it does to a training. */
  help: string;
  settings: readonly OptimizerSetting[];
}

export interface OptimizerForms {
  /** How a form groups the optimizers. */
  kinds: readonly string[];
  /** By their type. */
  optimizers: Readonly<Record<string, OptimizerForm>>;
  around: readonly OptimizerSetting[];
  /** Of `training.adjustment`, by their type. */
  adjustments: Readonly<Record<string, AdjustmentForm>>;
}

const read: OptimizerForms = forms;

export const OPTIMIZER_KINDS = read.kinds;
export const OPTIMIZER_SETTINGS = read.optimizers;
/** What can be put around any optimizer. */
export const AROUND = read.around;
export const ADJUSTMENTS = read.adjustments;

/** An optimizer or an adjustment, as in an experiment or an event: a type and its settings. */
export type OptimizerLike = { type: string } & Record<string, unknown>;

export function isOptimizer(value: unknown): value is OptimizerLike {
  return (
    typeof value === "object" && value !== null && "type" in value && typeof value.type === "string"
  );
}

export function optimizerLabel(optimizer: object): string {
  const type = isOptimizer(optimizer) ? optimizer.type : "?";
  return OPTIMIZER_SETTINGS[type]?.label ?? type;
}

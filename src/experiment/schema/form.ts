/*
 * What the forms of a live run show of the schema, as metadata of its parts beside the entries.
 * `npm run docs` writes it to src/shared/protocol/optimizer-forms.json, for pages that cannot load
 * the schema itself.
 */

/** How a form shows a setting. */
export interface SettingForm {
  label: string;
  /** What it does to a training, and what is usual. */
  help?: string;
  /** Of a choice that may be left out: what that means. */
  none?: string;
  /** What the field begins with where the schema has no default. */
  start?: number;
}

/** Under what a form lists the optimizers, in this order. */
export const OPTIMIZER_KINDS = [
  "One rate for all weights",
  "A rate for each weight",
  "Adam and its kin",
  "Matrices as a whole",
  "Made for games",
] as const;

/** How a form lists an optimizer. */
export interface OptimizerListing {
  label: string;
  kind: (typeof OPTIMIZER_KINDS)[number];
}

/** How a form shows a part, as the metadata of it: `.meta(inForm({ label: "Beta 1" }))`. */
export const inForm = <Form extends SettingForm | OptimizerListing>(
  form: Form,
): { form: Form } => ({
  form,
});

import {
  type OptimizerField,
  optimizerFields,
  optimizerOf,
} from "../../src/shared/protocol/optimizer-fields";
import {
  type NumberSetting,
  OPTIMIZER_SETTINGS,
  type OptimizerLike,
} from "../../src/shared/protocol/optimizer-settings";
import type { NetworkName } from "../../src/shared/run/run";
import { STRINGS } from "../components/strings";
import type { ChangeCommand } from "../components/host";
import type { Slots } from "./slots-field";

/** An optimizer as a form has it: its type, its own settings, and what goes around it. */
export interface OptimizerFields {
  type: string;
  own: readonly OptimizerField[];
  around: readonly OptimizerField[];
}

/** The type that a form begins with. */
export function initialType(current: OptimizerLike | undefined): string {
  const type = current?.type ?? "adam";
  return type in OPTIMIZER_SETTINGS ? type : "adam";
}

/** The fields of a type: the current values where it is the current type, else its defaults. */
export const fieldsOf = (type: string, current: OptimizerLike | undefined): OptimizerFields => ({
  type,
  ...optimizerFields(type, current),
});

/** The fields with another text in one of them. */
export function withText(
  fields: OptimizerFields,
  changed: OptimizerField,
  text: string,
): OptimizerFields {
  const change = (list: readonly OptimizerField[]) =>
    list.map((field) => (field === changed ? { ...field, text } : field));
  return { ...fields, own: change(fields.own), around: change(fields.around) };
}

/** Whether a field says more than that its setting is left out, or stands at its default. */
export const isGiven = ({ setting, text, schedule }: OptimizerField): boolean =>
  schedule !== undefined ||
  (text !== "" && !(setting.kind === "number" && text === String(setting.default)));

/** What is wrong with a form; where it is one of the settings, with which. */
export interface OptimizerError {
  setting?: NumberSetting;
  message: string;
}

/** The change that a form describes, or what is wrong with it. */
export function readOptimizer(
  networks: readonly NetworkName[],
  slots: Slots,
  { type, own, around }: OptimizerFields,
): { command: ChangeCommand } | OptimizerError {
  if (networks.length === 0) return { message: STRINGS.chooseNetwork };
  const fields = [...own, ...around];
  const read = optimizerOf(type, fields);
  if ("wrong" in read) {
    const { wrong } = read;
    return { setting: wrong, message: STRINGS.badValue(wrong.label, boundsOf(wrong)) };
  }
  const set = networks.map((network) => ({ path: `optimizer.${network}`, value: read.optimizer }));
  return { command: { type: "change", set, slots } };
}

function boundsOf({ min, max, exclusive, whole }: NumberSetting): string {
  const { bounds } = STRINGS;
  if (whole) return bounds.whole(min);
  const low = exclusive?.includes("min") ? bounds.above(min) : bounds.least(min);
  if (max === undefined) return low;
  return low + bounds.and + (exclusive?.includes("max") ? bounds.below(max) : bounds.most(max));
}

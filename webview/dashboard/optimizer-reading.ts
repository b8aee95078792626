import {
  type OptimizerField,
  optimizerFields,
  valueOfFields,
} from "../../src/shared/protocol/optimizer-fields";
import {
  OPTIMIZER_SETTINGS,
  type OptimizerLike,
  type OptimizerSetting,
} from "../../src/shared/protocol/optimizer-settings";
import { type ChangeProblem, isWithin } from "../../src/shared/protocol/changes";
import type { NetworkName } from "../../src/shared/run/run";
import type { ChangeCommand } from "../components/host";
import type { Slots } from "./slots-field";

/*
 * The form of an optimizer as data: its fields, the change that they make, and where a problem is
 * said.
 */

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
  schedule !== undefined || (text !== "" && text !== String(setting.default));

/** The change that a form describes. */
export const readForm = (
  networks: readonly NetworkName[],
  slots: Slots,
  { type, own, around }: OptimizerFields,
): Omit<ChangeCommand, "type"> => {
  const value = valueOfFields(type, [...own, ...around]);
  return { set: networks.map((network) => ({ path: `optimizer.${network}`, value })), slots };
};

/** Whether a problem is one of a setting or of the group that it is in, of whichever network. */
export function isAbout({ path }: ChangeProblem, { group, name }: OptimizerSetting): boolean {
  const setting = path.split(".").slice(2).join(".");
  return setting === group || isWithin(setting, [group, name].filter(Boolean).join("."));
}

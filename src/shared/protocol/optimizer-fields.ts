import { valueOfText } from "../text/setting";
import {
  ADJUSTMENTS,
  AROUND,
  OPTIMIZER_SETTINGS,
  type OptimizerLike,
  type OptimizerSetting,
} from "./optimizer-settings";

/*
 * The fields of a form that describes an optimizer or an adjustment of gradients, and what
 * filled-in fields make.
 */

/**
 * A setting and what stands in its field: a number's digits, a choice's value, `on`; nothing where
 * it is left out.
 */
export interface OptimizerField {
  setting: OptimizerSetting;
  text: string;
  /** A schedule that an empty field keeps. */
  schedule?: object;
}

/**
 * The fields of a type: the settings of `now` where that is of the same type, else defaults. What
 * goes around it is taken over from any type.
 */
export function optimizerFields(
  type: string,
  now: OptimizerLike | undefined,
): { own: OptimizerField[]; around: OptimizerField[] } {
  return {
    own: fieldsOf(OPTIMIZER_SETTINGS[type], type, now),
    around: AROUND.map((setting) => fieldOf(setting, now)),
  };
}

/** The fields of a type of adjustment: the settings of `now` where that is it, else defaults. */
export const adjustmentFields = (type: string, now: OptimizerLike | undefined): OptimizerField[] =>
  fieldsOf(ADJUSTMENTS[type], type, now);

function fieldsOf(
  form: { settings: readonly OptimizerSetting[] } | undefined,
  type: string,
  now: OptimizerLike | undefined,
): OptimizerField[] {
  const from = now?.type === type ? now : undefined;
  return (form?.settings ?? []).map((setting) => fieldOf(setting, from));
}

function fieldOf(setting: OptimizerSetting, from: OptimizerLike | undefined): OptimizerField {
  const within = setting.group ? from?.[setting.group] : from;
  const value = (within as Record<string, unknown> | undefined)?.[setting.name];
  if (typeof value === "object" && value !== null) return { setting, text: "", schedule: value };
  if (typeof value === "number" || typeof value === "string")
    return { setting, text: String(value) };
  if (setting.flag) return { setting, text: (value ?? setting.default) === true ? "on" : "" };
  return { setting, text: setting.default === undefined ? "" : String(setting.default) };
}

/**
 * The optimizer or the adjustment that fields describe. What a field cannot mean stands in it as it
 * was written.
 */
export function valueOfFields(type: string, fields: readonly OptimizerField[]): OptimizerLike {
  const described: OptimizerLike = { type };
  const off = new Set<string>();
  const groups = new Set<string>();
  for (const { setting, text, schedule } of fields) {
    const given = text.trim();
    const { group } = setting;
    if (group && !groups.has(group) && given === "") off.add(group);
    if (group) groups.add(group);
    if (group && off.has(group)) continue;
    const read = valueOf(setting, given, schedule);
    if (read === undefined) continue;
    if (group)
      described[group] = { ...(described[group] as object | undefined), [setting.name]: read };
    else described[setting.name] = read;
  }
  return described;
}

function valueOf(setting: OptimizerSetting, text: string, schedule: object | undefined): unknown {
  if (setting.flag && text === "") return setting.default === true ? false : undefined;
  if (setting.flag) return true;
  if (setting.choice) return text === "" ? undefined : text;
  if (text !== "") return valueOfText(text);
  return schedule ?? (setting.default === undefined ? undefined : "");
}

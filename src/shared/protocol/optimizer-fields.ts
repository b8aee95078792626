import {
  AROUND,
  type NumberSetting,
  OPTIMIZER_SETTINGS,
  type OptimizerLike,
  type OptimizerSetting,
} from "./optimizer-settings";

/* The fields of a form that describes an optimizer, and the optimizer that filled-in fields make. */

/** Whether `value` is allowed for `setting`. */
export function isAllowed(setting: NumberSetting, value: number): boolean {
  if (!Number.isFinite(value) || value < setting.min || value > (setting.max ?? Infinity))
    return false;
  if (setting.whole && !Number.isInteger(value)) return false;
  return (
    !(setting.exclusive?.includes("min") && value === setting.min) &&
    !(setting.exclusive?.includes("max") && value === setting.max)
  );
}

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
  const fields = (settings: readonly OptimizerSetting[], from: OptimizerLike | undefined) =>
    settings.map((setting) => fieldOf(setting, from));
  return {
    own: fields(OPTIMIZER_SETTINGS[type]?.settings ?? [], now?.type === type ? now : undefined),
    around: fields(AROUND, now),
  };
}

function fieldOf(setting: OptimizerSetting, from: OptimizerLike | undefined): OptimizerField {
  const within = setting.group ? from?.[setting.group] : from;
  const value = (within as Record<string, unknown> | undefined)?.[setting.name];
  if (typeof value === "object" && value !== null) return { setting, text: "", schedule: value };
  if (typeof value === "number" || typeof value === "string")
    return { setting, text: String(value) };
  if (value === true) return { setting, text: "on" };
  const standard = setting.kind === "number" ? setting.default : undefined;
  return { setting, text: standard === undefined ? "" : String(standard) };
}

/** The optimizer that fields describe, or the first number that is not allowed. */
export function optimizerOf(
  type: string,
  fields: readonly OptimizerField[],
): { optimizer: OptimizerLike } | { wrong: NumberSetting } {
  const optimizer: OptimizerLike = { type };
  const off = new Set<string>();
  const groups = new Set<string>();
  for (const { setting, text, schedule } of fields) {
    const given = text.trim();
    const { group } = setting;
    if (group && !groups.has(group) && given === "") off.add(group);
    if (group) groups.add(group);
    if (group && off.has(group)) continue;
    const read = valueOf(setting, given, schedule);
    if (read === "wrong") return { wrong: setting as NumberSetting };
    if (read === undefined) continue;
    if (group)
      optimizer[group] = { ...(optimizer[group] as object | undefined), [setting.name]: read };
    else optimizer[setting.name] = read;
  }
  return { optimizer };
}

function valueOf(setting: OptimizerSetting, text: string, schedule: object | undefined): unknown {
  if (setting.kind === "flag") return text === "" ? undefined : true;
  if (setting.kind === "choice") return text === "" ? undefined : text;
  if (text === "" && (schedule || setting.default === undefined)) return schedule;
  const value = text === "" ? NaN : Number(text);
  return isAllowed(setting, value) ? value : "wrong";
}

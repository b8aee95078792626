import { LOSS_KINDS } from "../../src/shared/losses";
import { optimizersOf, settingAt } from "../../src/shared/protocol/changes";
import {
  MAX_UPDATES,
  readUpdateCount,
  UPDATE_COUNTS,
} from "../../src/shared/protocol/update-counts";
import { describeValue } from "../../src/shared/text/setting";
import { SETTING_HELP } from "../components/help-texts";
import { STRINGS } from "../components/strings";
import type { NewSetting } from "./change";
import { fieldText, objectiveFields } from "./objective-settings";

/** A field of a form: a number, or one of a few choices. */
export interface ChangeField {
  label: string;
  /** What stands in it at first. */
  text: string;
  help?: string | undefined;
  /** Below the field: what an empty one means. */
  hint?: string | undefined;
  /** In the field while it is empty. */
  placeholder?: string | undefined;
  choices?: readonly { value: string; label: string }[];
  /** What another text changes, or what is wrong with it. */
  read(text: string): NewSetting | { wrong: string };
}

/** A form for some settings of one kind. What is left as it was is not changed. */
export interface ChangeFormSpec {
  title: string;
  fields: readonly ChangeField[];
}

/** Of a schedule: what an empty field keeps. */
const keptHint = (value: unknown): string | undefined =>
  typeof value === "object" && value !== null
    ? STRINGS.scheduleKept(describeValue(value))
    : undefined;

/** A number of 0 or more, in the field of a setting. */
function readNumber(path: string, label: string, text: string): NewSetting | { wrong: string } {
  const value = text.trim() === "" ? NaN : Number(text);
  if (!Number.isFinite(value)) return { wrong: STRINGS.noNumber(label) };
  return value >= 0 ? { path, value } : { wrong: STRINGS.badValue(label, STRINGS.bounds.least(0)) };
}

export function learningRateForm(now: object): ChangeFormSpec {
  const optimizers = optimizersOf(now);
  return {
    title: STRINGS.changeLearningRateTitle,
    fields: (["generator", "discriminator"] as const).map((network) => {
      const label = STRINGS.rateOf(STRINGS[network]);
      const rate = optimizers[network]?.["learningRate"];
      const hint = keptHint(rate);
      return {
        label,
        text: fieldText(rate),
        help: SETTING_HELP["learningRate"],
        hint,
        placeholder: hint && STRINGS.schedule,
        read: (text) => readNumber(`optimizer.${network}.learningRate`, label, text),
      };
    }),
  };
}

/** How often a step updates each network, such as k of Algorithm 1. */
export const updatesForm = (now: object): ChangeFormSpec => ({
  title: STRINGS.updatesPerStep,
  fields: UPDATE_COUNTS.map(({ path, symbol }) => ({
    label: symbol,
    text: fieldText(settingAt(now, path)),
    help: SETTING_HELP[path.replace("training.", "")],
    read(text) {
      const value = readUpdateCount(text);
      return value === undefined
        ? { wrong: STRINGS.badUpdates(symbol, MAX_UPDATES) }
        : { path, value };
    },
  })),
});

/** The loss and the numbers beside it, all in one. */
export function objectiveForm(now: object): ChangeFormSpec {
  const objective = settingAt(now, "objective") ?? {};
  const { loss } = objective as { loss?: string };
  return {
    title: STRINGS.changeObjectiveTitle,
    fields: [
      {
        label: STRINGS.lossTitle,
        text: loss ?? "",
        help: SETTING_HELP["loss"],
        choices: Object.entries(LOSS_KINDS).map(([value, { title }]) => ({ value, label: title })),
        read: (value) => ({ path: "objective.loss", value }),
      },
      ...objectiveFields(objective).map(({ path, label, value, removes }): ChangeField => ({
        label,
        text: fieldText(value),
        hint: keptHint(value),
        placeholder: keptHint(value) === undefined ? STRINGS.off : STRINGS.schedule,
        read: (text) =>
          text.trim() === ""
            ? { path: `objective.${removes}`, value: null }
            : readNumber(`objective.${path}`, label, text),
      })),
    ],
  };
}

/** The settings that texts change, or the first field that something is wrong with. */
export function readForm(
  { fields }: ChangeFormSpec,
  texts: readonly string[],
): { set: NewSetting[] } | { field: number; wrong: string } {
  const set: NewSetting[] = [];
  for (const [i, { text: before, read }] of fields.entries()) {
    const text = texts[i] ?? before;
    if (text.trim() === before) continue;
    const setting = read(text);
    if ("wrong" in setting) return { field: i, wrong: setting.wrong };
    set.push(setting);
  }
  return { set };
}

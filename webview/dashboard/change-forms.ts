import { LOSS_KINDS } from "../../src/shared/losses";
import {
  type ChangeProblem,
  isWithin,
  optimizersOf,
  settingAt,
} from "../../src/shared/protocol/changes";
import { UPDATE_COUNTS } from "../../src/shared/protocol/update-counts";
import { describeValue, valueOfText } from "../../src/shared/text/setting";
import { LEARNING_RATE_HELP, SETTING_HELP } from "../components/help-texts";
import { STRINGS } from "../components/strings";
import type { NewSetting } from "../components/host";
import { fieldText, objectiveFields } from "./objective-settings";

/*
 * The forms for the learning rates, the updates per step and the loss of a run: their fields, and
 * what filled-in fields change.
 */

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
  /** The setting that it is for. */
  path: string;
  /** What is taken away where nothing is written, if that means something. */
  removes?: string;
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

export function learningRateForm(now: object): ChangeFormSpec {
  const optimizers = optimizersOf(now);
  return {
    title: STRINGS.changeLearningRateTitle,
    fields: (["generator", "discriminator"] as const).map((network) => {
      const rate = optimizers[network]?.["learningRate"];
      const hint = keptHint(rate);
      return {
        path: `optimizer.${network}.learningRate`,
        label: STRINGS.rateOf(STRINGS[network]),
        text: fieldText(rate),
        help: LEARNING_RATE_HELP,
        hint,
        placeholder: hint && STRINGS.schedule,
      };
    }),
  };
}

/** How often a step updates each network, such as k of Algorithm 1. */
export const updatesForm = (now: object): ChangeFormSpec => ({
  title: STRINGS.updatesPerStep,
  fields: UPDATE_COUNTS.map(({ path, symbol }) => ({
    path,
    label: symbol,
    text: fieldText(settingAt(now, path)),
    help: SETTING_HELP[path.replace("training.", "")],
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
        path: "objective.loss",
        label: STRINGS.lossTitle,
        text: loss ?? "",
        help: SETTING_HELP["loss"],
        choices: Object.entries(LOSS_KINDS).map(([value, { title }]) => ({ value, label: title })),
      },
      ...objectiveFields(objective).map(({ path, label, value, removes }): ChangeField => ({
        path: `objective.${path}`,
        removes: `objective.${removes}`,
        label,
        text: fieldText(value),
        hint: keptHint(value),
        placeholder: keptHint(value) === undefined ? STRINGS.off : STRINGS.schedule,
      })),
    ],
  };
}

/** The settings that texts change. */
export const readForm = ({ fields }: ChangeFormSpec, texts: readonly string[]): NewSetting[] =>
  fields.flatMap(({ path, removes, text: before, choices }, i) => {
    const text = texts[i] ?? before;
    if (text.trim() === before) return [];
    if (removes !== undefined && text.trim() === "") return [{ path: removes, value: null }];
    return [{ path, value: choices ? text : valueOfText(text) }];
  });

/**
 * The field that a problem is said at: that of the setting, or of the nearest below or above it.
 */
export const fieldOfProblem = ({ fields }: ChangeFormSpec, { path }: ChangeProblem): number =>
  fields.findIndex((field) => isWithin(field.path, path) || isWithin(path, field.path));

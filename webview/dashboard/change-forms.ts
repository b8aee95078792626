import { settingAt } from "../../src/shared/protocol/changes";
import {
  MAX_UPDATES,
  readUpdateCount,
  UPDATE_COUNTS,
} from "../../src/shared/protocol/update-counts";
import { SETTING_HELP } from "../components/help-texts";
import { LOSS_KINDS } from "../../src/shared/losses";
import { changedFields, fieldText, objectiveFields } from "./objective-settings";
import type { OptimizerLike } from "../../src/shared/protocol/optimizer-settings";
import type { Command } from "../../src/shared/protocol/messages";
import type { NetworkName } from "../../src/shared/run/run";
import { describeValue } from "../../src/shared/text/setting";
import { STRINGS } from "../components/strings";
import { changeForm } from "./change-form";

type Setting = Extract<Command, { type: "change" }>["set"][number];

/** Where the forms of a change hand it over, and what they do when they are done. */
interface FormPlace {
  send(command: Command): void;
  onClose(): void;
}

/** Of a schedule: what an empty field keeps. */
const keptHint = (value: unknown): string | undefined =>
  typeof value === "object" && value !== null
    ? STRINGS.scheduleKept(describeValue(value))
    : undefined;

/** Changes the learning rates; what is left as it was is not changed. */
export function learningRateForm(
  optimizers: Partial<Record<NetworkName, OptimizerLike>>,
  { send, onClose }: FormPlace,
): HTMLFormElement {
  const networks = [
    { name: "generator", label: STRINGS.rateOf(STRINGS.generator) },
    { name: "discriminator", label: STRINGS.rateOf(STRINGS.discriminator) },
  ] as const;
  const rates = networks.map(({ name }) => optimizers[name]?.["learningRate"]);
  return changeForm({
    title: STRINGS.changeLearningRateTitle,
    fields: networks.map(({ label }, i) => ({
      label,
      text: fieldText(rates[i]),
      help: SETTING_HELP["learningRate"],
      hint: keptHint(rates[i]),
      placeholder: keptHint(rates[i]) === undefined ? undefined : STRINGS.schedule,
    })),
    onClose,
    onApply(texts) {
      const set: Setting[] = [];
      for (const [i, { name, label }] of networks.entries()) {
        const text = (texts[i] ?? "").trim();
        if (text === fieldText(rates[i])) continue;
        const learningRate = text === "" ? NaN : Number(text);
        if (!(learningRate >= 0 && Number.isFinite(learningRate)))
          return { field: i, message: STRINGS.badValue(label, STRINGS.bounds.least(0)) };
        set.push({ path: `optimizer.${name}.learningRate`, value: learningRate });
      }
      if (set.length > 0) send({ type: "change", set });
      return undefined;
    },
  });
}

/** Changes how often a step updates each network. */
export function updatesForm(experiment: object, { send, onClose }: FormPlace): HTMLFormElement {
  const counts = UPDATE_COUNTS.map((count) => ({
    ...count,
    now: settingAt(experiment, count.path),
  }));
  return changeForm({
    title: STRINGS.updatesPerStep,
    fields: counts.map(({ path, symbol, now }) => ({
      label: symbol,
      text: fieldText(now),
      help: SETTING_HELP[path.replace("training.", "")],
    })),
    onClose,
    onApply(texts) {
      const set: Setting[] = [];
      for (const [i, { path, symbol, now }] of counts.entries()) {
        const value = readUpdateCount(texts[i] ?? "");
        if (value === undefined)
          return { field: i, message: STRINGS.badUpdates(symbol, MAX_UPDATES) };
        if (value !== now) set.push({ path, value });
      }
      if (set.length > 0) send({ type: "change", set });
      return undefined;
    },
  });
}

/** Changes the loss and the numbers beside it, all in one. */
export function objectiveForm(objective: object, { send, onClose }: FormPlace): HTMLFormElement {
  const { loss } = objective as { loss?: string };
  const fields = objectiveFields(objective);
  return changeForm({
    title: STRINGS.changeObjectiveTitle,
    fields: [
      {
        label: STRINGS.lossTitle,
        text: loss ?? "",
        help: SETTING_HELP["loss"],
        choices: Object.entries(LOSS_KINDS).map(([value, { title }]) => ({ value, label: title })),
      },
      ...fields.map(({ label, value }) => ({
        label,
        text: fieldText(value),
        hint: keptHint(value),
        placeholder: keptHint(value) === undefined ? STRINGS.off : STRINGS.schedule,
      })),
    ],
    onClose,
    onApply([chosen = "", ...texts]) {
      const read = changedFields(fields, texts);
      if ("wrong" in read) {
        const label = fields[read.wrong]?.label ?? "";
        return {
          field: read.wrong + 1,
          message: STRINGS.badValue(label, STRINGS.bounds.least(0)),
        };
      }
      const changed = [...(chosen === loss ? [] : [{ path: "loss", value: chosen }]), ...read.set];
      const set = changed.map(({ path, value }) => ({ path: `objective.${path}`, value }));
      if (set.length > 0) send({ type: "change", set });
      return undefined;
    },
  });
}

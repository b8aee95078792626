import { changedKeys } from "../evaluation/comparison";
import { type ChangeEvent, isWithin, networksOf } from "../protocol/changes";
import { isOptimizer, optimizerLabel } from "../protocol/optimizer-settings";
import { UPDATE_COUNTS } from "../protocol/update-counts";
import { describeValue } from "../text/setting";
import type { ChangedSetting, NetworkName } from "./run";

/* A change in words: a sentence for lists of events, and a few words for the charts. */

/** A few words, and the letter of the network that they are about. */
export interface ShortText {
  text: string;
  letter?: string;
}

const LETTER: Record<NetworkName, string> = { generator: "G", discriminator: "D" };

/**
 * One kind of setting: which paths are of it, and how a change of it is told. A path is of the
 * first kind that fits.
 */
interface Kind {
  fits(path: string): boolean;
  /** What is changed, and how, before and after a colon. */
  subject(path: string): string;
  detail(setting: ChangedSetting, event: ChangeEvent): string;
  short(setting: ChangedSetting): ShortText;
}

const networkOf = (path: string): NetworkName => networksOf([path])[0] ?? "generator";
const letterOf = (path: string): string => LETTER[networkOf(path)];
const orOff = (value: unknown): string => (value === undefined ? "off" : describeValue(value));
const fromTo = ({ from, to }: ChangedSetting): string => `${orOff(from)} → ${orOff(to)}`;

const KINDS: readonly Kind[] = [
  {
    fits: (path) => /^optimizer\.(generator|discriminator)$/.test(path),
    subject: (path) => `Optimizer of the ${networkOf(path)}`,
    detail({ path, from, to }, event) {
      const optimizers = [from, to].map((value) => describeOptimizer(value ?? {}));
      return optimizers.join(" → ") + slotsText(event, path);
    },
    short: ({ path, to }) => ({ text: optimizerLabel(to ?? {}), letter: letterOf(path) }),
  },
  {
    fits: (path) => /^optimizer\.(generator|discriminator)\.learningRate$/.test(path),
    subject: (path) => `Learning rate of the ${networkOf(path)}`,
    detail: (setting, event) => fromTo(setting) + resetText(event),
    short: ({ path, to }) => ({ text: `lr ${orOff(to)}`, letter: letterOf(path) }),
  },
  {
    fits: (path) => isWithin(path, "optimizer"),
    subject: (path) => `Optimizer of the ${networkOf(path)}`,
    detail: (setting, event) => `${nameOf(setting.path, 2)} ${fromTo(setting)}${resetText(event)}`,
    short: ({ path, to }) => ({
      text: `${nameOf(path, 2)} ${orOff(to)}`,
      letter: letterOf(path),
    }),
  },
  ...UPDATE_COUNTS.map(({ path: counted, subject, symbol }): Kind => ({
    fits: (path) => path === counted,
    subject: () => subject,
    detail: fromTo,
    short: ({ to }) => ({ text: `${symbol} ${orOff(to)}` }),
  })),
  {
    fits: (path) => isWithin(path, "objective"),
    subject: () => "Loss",
    detail: (setting) => `${nameOf(setting.path, 1)} ${fromTo(setting)}`,
    short: ({ path, to }) => ({ text: `${nameOf(path, 1)} ${orOff(to)}` }),
  },
  {
    fits: (path) => isWithin(path, "training.adjustment"),
    subject: () => "Adjustment of gradients",
    detail: (setting) => `${nameOf(setting.path, 2)} ${fromTo(setting)}`.trim(),
    short: ({ path, to }) => ({ text: `${nameOf(path, 1).replace(".", " ")} ${orOff(to)}` }),
  },
];

/** A setting that has no kind of its own is told by its path. */
const OTHER: Kind = {
  fits: () => true,
  subject: (path) => path,
  detail: fromTo,
  short: ({ path, to }) => ({ text: `${path} ${orOff(to)}` }),
};

const nameOf = (path: string, start: number): string => path.split(".").slice(start).join(".");
const kindOf = ({ path }: ChangedSetting): Kind => KINDS.find(({ fits }) => fits(path)) ?? OTHER;

function slotsText({ slots, carriedOver = {} }: ChangeEvent, path: string): string {
  if (slots === undefined) return "";
  if (slots === "reset") return "; slots reset";
  const names = carriedOver[networkOf(path)] ?? [];
  return names.length > 0 ? `; kept ${names.join(", ")}` : "; no slots in common";
}

const resetText = ({ slots }: ChangeEvent): string => (slots === "reset" ? "; slots reset" : "");

/**
 * The settings of a change by the places where a person looks for them: of an objective its leaves,
 * of optimizers each network's.
 */
const settingsOf = ({ set }: ChangeEvent): ChangedSetting[] =>
  set.flatMap((setting) => {
    const { path, from, to } = setting;
    if (path === "optimizer")
      return (["generator", "discriminator"] as const).map((network) => ({
        path: `${path}.${network}`,
        from: (from as Record<string, unknown>)[network],
        to: (to as Record<string, unknown>)[network],
      }));
    if (path !== "objective") return [setting];
    return changedKeys([from, to], [path]).map(({ key, values }) => ({
      path: key,
      from: values[0],
      to: values[1],
    }));
  });

/** A change in one line. What several settings have in common is said once. */
export function describeChange(event: ChangeEvent): string {
  const details = new Map<string, string[]>();
  for (const setting of settingsOf(event)) {
    const kind = kindOf(setting);
    const subject = kind.subject(setting.path);
    details.set(subject, [...(details.get(subject) ?? []), kind.detail(setting, event)]);
  }
  if (details.size === 0) return "Changed nothing";
  return [...details].map(([subject, texts]) => `${subject}: ${texts.join("; ")}`).join(". ");
}

/** A change in a few words for each network that it is about, and for what is about none. */
export function shortChanges(event: ChangeEvent): ShortText[] {
  const texts = settingsOf(event).map((setting) => kindOf(setting).short(setting));
  const ofNone = texts.filter(({ letter }) => letter === undefined).map(({ text }) => text);
  return [
    ...texts.filter(({ letter }) => letter !== undefined),
    ...(ofNone.length > 0 ? [{ text: ofNone.join(", ") }] : []),
  ];
}

/** An optimizer in one phrase: Adam (learningRate 0.001, beta1 0.5). */
export function describeOptimizer(optimizer: object): string {
  if (!isOptimizer(optimizer)) return "?";
  const settings = Object.entries(optimizer)
    .filter(([name]) => name !== "type")
    .map(([name, value]) => `${name} ${describeValue(value)}`);
  return settings.length === 0
    ? optimizerLabel(optimizer)
    : `${optimizerLabel(optimizer)} (${settings.join(", ")})`;
}

import { formatDuration, formatNumber } from "../../shared/text/format";
import type { ParameterView, StudyView } from "../../shared/study/study-view";
import { formatSpread } from "../report/markdown";
import type { Gain } from "./gain";

/* What tuning has tried and found, in sentences: for the terminal and the head of the new config. */

export interface Story {
  view: StudyView;
  steps: number;
  importance: Readonly<Record<string, number>>;
}

/** Settings with less than a share of this hardly mattered, with more than that they did. */
const HARDLY = 0.05;
const MATTERED = 0.15;

/** What was tried, and in how long. */
export function triedText({ view, steps }: Story): string {
  const { trials, spent, parameters } = view;
  const stopped = trials.filter(({ state }) => state === "pruned").length;
  const diverged = trials.filter(({ state }) => state === "diverged").length;
  const fates = [
    ...(stopped > 0 ? [`${stopped} stopped early`] : []),
    ...(diverged > 0 ? [`${diverged} diverged`] : []),
  ];
  return (
    `${trials.length} trials of up to ${formatNumber(steps)} steps in ` +
    `${formatDuration(spent.seconds)}${fates.length > 0 ? ` (${fates.join(", ")})` : ""}, ` +
    `over ${parameters.map(parameterText).join("; ")}.`
  );
}

/** Of fewer trials that were judged nothing could come. */
const FEW_TRIALS = 8;

/** That no trial was better, and where that says little. */
export function nothingText({ view }: Story): string {
  const judged = view.trials.filter(({ state }) => state === "finished" || state === "pruned");
  const nothing = "Nothing was better than the config as it is.";
  if (judged.length >= FEW_TRIALS) return nothing;
  return `${nothing} There was time for few trials: more minutes may find something.`;
}

function parameterText({ name, domain }: ParameterView): string {
  if (domain.kind === "choice") return `${name} (${domain.labels.join(", ")})`;
  return `${name} from ${formatNumber(domain.from)} to ${formatNumber(domain.to)}`;
}

/** Of fewer trials importance is mostly chance. */
const ENOUGH_TRIALS = 20;

/**
 * What mattered, and what did not; undefined where that cannot be told. A parameter that the best
 * trial does not have says nothing of how it came to be best.
 */
export function mattersText({ importance, view }: Story): string | undefined {
  const best = view.trials.find(({ number }) => number === view.best[0]);
  if (!best || view.trials.length < ENOUGH_TRIALS) return undefined;
  const own = Object.entries(importance).filter(([name]) => Object.hasOwn(best.values, name));
  const total = own.reduce((sum, [, share]) => sum + share, 0);
  if (total === 0) return undefined;
  const sorted = own
    .map(([name, share]) => [name, share / total] as const)
    .sort(([, a], [, b]) => b - a);
  const mattered = sorted
    .filter(([, share]) => share >= MATTERED)
    .map(([name, share]) => `${name} (${Math.round(share * 100)} %)`);
  const hardly = sorted.filter(([, share]) => share < HARDLY).map(([name]) => name);
  return [
    mattered.length > 0 ? `What mattered: ${mattered.join(", ")}.` : "No setting stood out.",
    ...(hardly.length > 0 ? [`What hardly did: ${hardly.join(", ")}.`] : []),
  ].join(" ");
}

/** The figures with seeds that the search has not seen. */
export function gainText({ before, after, lost, seeds }: Gain, { view }: Story): string {
  const title = view.objectives[0]?.title ?? "";
  const direction = view.objectives[0]?.direction === "greatest" ? "greater" : "less";
  const figure = (spread: Gain["before"], gone: number) =>
    [
      spread ? formatSpread(spread) : "none",
      ...(gone > 0 ? [`(${gone} of ${seeds} runs diverged)`] : []),
    ].join(" ");
  return (
    `${title} over ${seeds} seeds that the search has not seen: ${figure(after, lost.after)}, ` +
    `and ${figure(before, lost.before)} with the config as it was (${direction} is better).`
  );
}

/** Sentences as a comment of a config, wrapped at 100 columns. */
export function commentOf(paragraphs: readonly string[]): string {
  return paragraphs
    .flatMap(wrapped)
    .map((line) => `// ${line}\n`)
    .join("");
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + word.length > 95) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

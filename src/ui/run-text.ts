import * as vscode from "vscode";
import { formatCount, formatDuration, formatSpeed } from "../shared/text/format";
import { isLive, type RunState } from "../shared/run/state";
import { nameOfRun, type RunSummary } from "../shared/run/run";
import type { RunDetails } from "./run-details";

/* A run in words, for the list of runs, the status bar and tooltips. */

/** Name of the codicon and colour for a run in each state. */
const LOOKS: Record<RunState, { icon: string; color?: string }> = {
  starting: { icon: "loading~spin" },
  running: { icon: "sync~spin", color: "charts.blue" },
  paused: { icon: "debug-pause", color: "charts.yellow" },
  finished: { icon: "pass", color: "testing.iconPassed" },
  stopped: { icon: "circle-slash" },
  interrupted: { icon: "debug-disconnect", color: "list.warningForeground" },
  failed: { icon: "error", color: "testing.iconFailed" },
};

export function stateIcon(state: RunState): vscode.ThemeIcon {
  const { icon, color } = LOOKS[state];
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}

export function stateLabel(state: RunState): string {
  switch (state) {
    case "starting":
      return vscode.l10n.t("starting");
    case "running":
      return vscode.l10n.t("running");
    case "paused":
      return vscode.l10n.t("paused");
    case "finished":
      return vscode.l10n.t("finished");
    case "stopped":
      return vscode.l10n.t("stopped");
    case "interrupted":
      return vscode.l10n.t("interrupted");
    case "failed":
      return vscode.l10n.t("failed");
  }
}

/** `step 1200/2000 · 16 steps/s`, or the state where no steps are being made. */
export function progressText({ record, stepsPerSecond, evaluating }: RunSummary): string {
  const steps = vscode.l10n.t("step {0}/{1}", formatCount(record.step), formatCount(record.steps));
  if (evaluating && isLive(record.state))
    return `${steps} · ${vscode.l10n.t("evaluating {0} %", Math.floor(100 * evaluating.fraction))}`;
  if (record.state === "running")
    return stepsPerSecond === undefined ? steps : `${steps} · ${speedText(stepsPerSecond)}`;
  return `${steps} · ${stateLabel(record.state)}`;
}

export function speedText(stepsPerSecond: number): string {
  return vscode.l10n.t("{0} steps/s", formatSpeed(stepsPerSecond));
}

/** When a run was begun: 14:03 of today, 28 Nov 14:03 of this year, else with the year. */
export function dateText(iso: string, now = new Date()): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const time = formats().time.format(date);
  if (date.toDateString() === now.toDateString()) return time;
  const isThisYear = date.getFullYear() === now.getFullYear();
  return `${(isThisYear ? formats().day : formats().dayOfYear).format(date)} ${time}`;
}

/** Made once: a list of a thousand runs writes two thousand dates. */
let made: Record<"time" | "day" | "dayOfYear", Intl.DateTimeFormat> | undefined;

function formats() {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(vscode.env.language, options);
  made ??= {
    time: format({ hour: "2-digit", minute: "2-digit" }),
    day: format({ day: "numeric", month: "short" }),
    dayOfYear: format({ day: "numeric", month: "short", year: "numeric" }),
  };
  return made;
}

/** So many settings in which a run differs from others of its name are shown in its row. */
const DIFFERENCES_SHOWN = 2;

/**
 * What tells a run from others, and how it stands: `14:03 · G rate 0.001 · W1 0.12 · step
 * 1,200/2,000`. A row is narrow: its icon says the state, and its tooltip everything in full.
 */
export function rowText(run: RunSummary, { differs, evaluation, verdicts }: RunDetails): string {
  const { star, tags = [] } = run.notes ?? {};
  const shown = [
    star ? "★" : undefined,
    ...tags.map((tag) => `#${tag}`),
    verdicts && `⚠ ${verdicts.join(", ")}`,
    dateText(run.record.createdAt),
    originText(run),
    ...differs.slice(0, DIFFERENCES_SHOWN),
    evaluation?.replace(/ ?\([^)]*\)/, ""),
    rowProgress(run),
  ];
  return shown.filter((part) => part !== undefined).join(" · ");
}

/** Where a branch comes from, or the weights that a run began with. */
export function originText({ record: { parent, weightsFrom } }: RunSummary): string | undefined {
  if (parent) return vscode.l10n.t("from {0} at {1}", parent.name, formatCount(parent.step));
  if (!weightsFrom) return undefined;
  const { name, step } = weightsFrom;
  return step === undefined
    ? vscode.l10n.t("weights of {0}", name)
    : vscode.l10n.t("weights of {0} at {1}", name, formatCount(step));
}

function rowProgress(run: RunSummary): string {
  const { state, step, steps } = run.record;
  if (isLive(state) && state !== "paused") return progressText(run);
  return state === "finished"
    ? vscode.l10n.t("{0} steps", formatCount(step))
    : vscode.l10n.t("step {0}/{1}", formatCount(step), formatCount(steps));
}

/** A run in a few lines, for tooltips. */
export function runTooltip(summary: RunSummary, details?: RunDetails): vscode.MarkdownString {
  const { record, notes, stepsPerSecond, secondsLeft } = summary;
  const text = new vscode.MarkdownString();
  text.appendMarkdown("**");
  text.appendText(nameOfRun(summary));
  text.appendMarkdown(`** · ${stateLabel(record.state)}\n\n`);
  const rows: [string, string | undefined][] = [
    [
      vscode.l10n.t("Step"),
      vscode.l10n.t("{0} of {1}", formatCount(record.step), formatCount(record.steps)),
    ],
    [vscode.l10n.t("Speed"), stepsPerSecond === undefined ? undefined : speedText(stepsPerSecond)],
    [
      vscode.l10n.t("Time left"),
      secondsLeft === undefined ? undefined : formatDuration(secondsLeft),
    ],
    [vscode.l10n.t("Trained for"), formatDuration(record.trainingSeconds)],
    [
      vscode.l10n.t("Engine"),
      record.engine.name ? `${record.engine.name} ${record.engine.version}`.trim() : undefined,
    ],
    [vscode.l10n.t("Seed"), String(record.seed)],
    [vscode.l10n.t("Origin"), originText(summary)],
    [vscode.l10n.t("Started"), new Date(record.createdAt).toLocaleString(vscode.env.language)],
    [vscode.l10n.t("Config"), record.configFile],
    [vscode.l10n.t("Tags"), notes?.tags?.join(", ")],
    [vscode.l10n.t("Note"), notes?.note],
    [vscode.l10n.t("Differs in"), details?.differs.join(", ") || undefined],
    [vscode.l10n.t("Last evaluation"), details?.evaluation],
    [vscode.l10n.t("Advisor"), details?.verdicts?.join(", ")],
    [
      vscode.l10n.t("Error"),
      record.error && [record.error.message, record.error.hint].filter(Boolean).join("; "),
    ],
  ];
  for (const [label, value] of rows) {
    if (value === undefined) continue;
    text.appendMarkdown(`- ${label}: `);
    text.appendText(value);
    text.appendMarkdown("\n");
  }
  return text;
}

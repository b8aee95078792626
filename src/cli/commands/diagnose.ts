import { relative, resolve } from "node:path";
import type { Command } from "commander";
import { type Advice, type Advisor } from "../../advisor/advisor";
import { replay } from "../../advisor/replay";
import { checkpointSteps, readHistory, readPicture } from "../../run";
import { withConsequences, type VerdictWithConsequences } from "../../shared/advisor/consequences";
import { lastGoodCheckpoint } from "../../shared/advisor/last-good";
import { settingTexts } from "../../shared/advisor/remedies";
import type { Remedy, Verdict } from "../../shared/advisor/verdict";
import { verdictKind } from "../../shared/advisor/verdict-kinds";
import {
  describeEvidence,
  describeRecovery,
  describeVerdict,
  noRemedyText,
  remedyReason,
  remedyTitle,
} from "../../shared/advisor/verdict-text";
import { formatCount } from "../../shared/text/format";
import { GanError } from "../../shared/errors";
import { rowColumns } from "../row-pieces";
import { declareGameOptions, diagnoseGame, type GameOptions } from "./game";

/* `gan diagnose`: what goes wrong in a run, what tells, and what to do about it. */

interface DiagnoseOptions extends GameOptions {
  game?: boolean;
  json?: boolean;
}

async function diagnose(
  run: string,
  { game = false, json = false, ...ofGame }: DiagnoseOptions,
): Promise<void> {
  if (game) return diagnoseGame(run, { ...ofGame, json });
  const [stray] = Object.keys(ofGame);
  if (stray !== undefined)
    throw new GanError("bad-usage", `--${kebabCase(stray)} asks of the game`, "add --game");
  return diagnoseRun(resolve(run), json);
}

async function diagnoseRun(dir: string, json: boolean): Promise<void> {
  const history = await readHistory(dir);
  const { record } = history.summary;
  const course = replay({
    ...history,
    record,
    rows: rowColumns(dir),
    readPicture: (step) => readPicture(dir, step).catch(() => undefined),
  });
  const said: Advice[] = [];
  let advisor: Advisor | undefined;
  while (!advisor) {
    const { done, value } = await course.next();
    if (done) advisor = value;
    else if (json) process.stdout.write(`${JSON.stringify(value)}\n`);
    else said.push(value);
  }
  if (json) return;
  const { verdicts } = advisor;
  const lines = [
    headLine(record.name, verdicts.length, record.step, record.steps),
    ...withConsequences(verdicts).flatMap((one) => verdictLines(one, dir)),
    ...pastLines(said, verdicts),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

function headLine(name: string, count: number, step: number, steps: number): string {
  const what = count === 1 ? "1 verdict" : `${count === 0 ? "no" : count} verdicts`;
  return `${name}: ${what} at step ${formatCount(step)} of ${formatCount(steps)}`;
}

function verdictLines(
  { verdict, consequences }: VerdictWithConsequences<Verdict>,
  dir: string,
): string[] {
  const kind = verdictKind(verdict.kind);
  const [first = "", ...others] = verdict.evidence.map(describeEvidence);
  return [
    "",
    describeVerdict(verdict),
    ...(kind ? [`  ${kind.meaning}`] : []),
    `  evidence  ${first}`,
    ...others.map((text) => `            ${text}`),
    ...(kind ? [`  source    ${kind.source}`] : []),
    ...consequences.flatMap((one) => [
      `  with it   ${describeVerdict(one)}`,
      ...one.evidence.map((evidence) => `            ${describeEvidence(evidence)}`),
    ]),
    ...(verdict.remedy
      ? remedyLines(verdict.remedy, verdict.since, dir)
      : [`  remedy    ${noRemedyText(verdict)}`]),
  ];
}

function remedyLines(remedy: Remedy, since: number, dir: string): string[] {
  const here = relative(process.cwd(), dir) || ".";
  const settings = settingTexts(remedy)
    .map((text) => `--set '${text}'`)
    .join(" ");
  const step = lastGoodCheckpoint(checkpointSteps(dir), since);
  const command =
    remedy.fresh || step === undefined
      ? `gan train ${here}/config.json ${settings}`
      : `gan branch ${here} --at ${step} ${settings}`;
  return [
    `  remedy    ${remedyTitle(remedy)}`,
    `            ${remedyReason(remedy)}`,
    `  try it    ${command}`,
  ];
}

/** What has been said and stands no more. */
function pastLines(said: readonly Advice[], standing: readonly Verdict[]): string[] {
  const recovered = said.flatMap((one) => (one.type === "recovered" ? [one] : []));
  const past = recovered.filter(({ kind }) => !standing.some((verdict) => verdict.kind === kind));
  return past.length === 0
    ? []
    : [
        "",
        ...past.map(({ kind, step }) => `${describeRecovery(kind)}, at step ${formatCount(step)}`),
      ];
}

/** The name of an option on the command line. */
const kebabCase = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export function declareDiagnose(program: Command): void {
  const command = program
    .command("diagnose <run>")
    .description(
      "say what goes wrong in a run, since when, what tells, and one thing to do about it; from " +
        "its files alone, while it trains or afterwards",
    )
    .option(
      "--game",
      "say instead what the game of both networks is like at a checkpoint: does it attract or " +
        "rotate? Eigenvalues, duality gap, and the path from another checkpoint",
    )
    .option(
      "--json",
      "print all that was said in the course of the run, one JSON object a line; of the game one " +
        "object",
    )
    .action(diagnose);
  declareGameOptions(command);
}

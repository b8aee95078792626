import { formatCount, formatNumber } from "../text/format";
import { remedyKind } from "./remedies";
import { signalKind } from "./signals";
import type { Certainty, Evidence, Remedy, Verdict } from "./verdict";
import { type VerdictKind, verdictKind } from "./verdict-kinds";

/* Verdicts in words: for the command line, for events and for pages. */

/** What a person calls a verdict, also of a kind that only another version knows. */
export const verdictTitle = (kind: string): string => verdictKind(kind)?.title ?? kind;

const CERTAINTY_WORDS: Record<Certainty, string> = { likely: "likely", sure: "sure" };

/** `The players circle (sure, since step 1)`. */
export const describeVerdict = ({
  kind,
  certainty,
  since,
}: Pick<Verdict, "kind" | "certainty" | "since">): string =>
  `${verdictTitle(kind)} (${CERTAINTY_WORDS[certainty]}, since step ${formatCount(since)})`;

/** What is said of a verdict that was given while its cause stood, after what it is. */
export const followsText = ({ follows }: Pick<Verdict, "follows">): string =>
  follows ? `; it follows from: ${verdictTitle(follows)}` : "";

/** What is said when a verdict stands no more. */
export const describeRecovery = (kind: VerdictKind): string => `Over: ${verdictTitle(kind)}`;

/** A signal's number, and its bound, as they are read: `45 % (above 25 %), steps 1 to 300`. */
export function describeEvidence({
  signal,
  value,
  limit,
  is,
  from,
  to,
  where: places = [],
}: Evidence): string {
  const kind = signalKind(signal);
  const shown = (number: number): string =>
    kind.share ? `${formatNumber(100 * number, 3)} %` : formatNumber(number, 3);
  const where =
    from === to ? `step ${formatCount(to)}` : `steps ${formatCount(from)} to ${formatCount(to)}`;
  if (signal === "notFiniteAt") return `${kind.title}: ${formatCount(value)}`;
  const at = places.length === 0 ? "" : `; ${places.join(", ")}`;
  return `${kind.title}: ${shown(value)} (${is} ${shown(limit)}), ${where}${at}`;
}

/** What a remedy does, as an order. */
export const remedyTitle = ({ name }: Pick<Remedy, "name">): string =>
  remedyKind(name)?.title ?? name;

/** Why it helps, and who says so. */
export function remedyReason({ name }: Pick<Remedy, "name">): string {
  const kind = remedyKind(name);
  return kind ? `${kind.why} (${kind.source})` : "";
}

/** What is said in place of a remedy where there is none. */
export const noRemedyText = ({ kind }: Pick<Verdict, "kind">): string =>
  `There is no single change to try. ${verdictKind(kind)?.otherwise ?? ""}`.trimEnd();

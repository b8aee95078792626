import { formatNumber } from "../../shared/text/format";
import type { PopulationPlan } from "../plan/generations";
import { objectivesOf } from "../plan/plan";
import { settledPoint } from "../space/settings-of-point";
import type { StoredGeneration, StoredMember } from "../store/generation-store";

/** What came of a generation, and how its members go on, in words for a person. */
export function describeGeneration(
  plan: PopulationPlan,
  { generation, members }: StoredGeneration,
  of: number,
): string {
  const [objective] = objectivesOf(plan);
  const losses = members.map(({ loss }) => loss ?? Infinity);
  const best = losses.indexOf(Math.min(...losses));
  const loss = losses[best] ?? Infinity;
  const figure = objective?.direction === "greatest" ? -loss : loss;
  const first = Number.isFinite(loss)
    ? `member ${best} is best, ${objective?.title ?? "loss"} ${formatNumber(figure)}`
    : "no member has a figure";
  const changes = members.flatMap((member, number) => changeOf(plan, number, member));
  return `generation ${generation} of ${of}: ${[first, ...changes].join("; ")}`;
}

function changeOf(plan: PopulationPlan, number: number, member: StoredMember): string[] {
  const { from, over, point } = member;
  if (over) return [`member ${number} cannot go on`];
  if (from === undefined) return [];
  const { labels } = settledPoint(plan, point);
  const settings = Object.entries(labels).map(
    ([name, label]) => `${name.split(".").slice(-2).join(".")} ${label}`,
  );
  return [`member ${number} goes on from member ${from} with ${settings.join(", ")}`];
}

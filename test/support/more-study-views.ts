/* Studies with two objectives, and of a population, as their page is told of them. */
import type { MemberView, StudyView, TrialView } from "../../src/shared/study/study-view";
import {
  bestOf,
  FRECHET,
  lossOf,
  MODES,
  PARAMETERS,
  searchView,
  trialOf,
  uniform,
} from "./study-views";

/** A finished search with two objectives: a distance, and how many modes are covered. */
export function paretoView(): StudyView {
  const random = uniform(11);
  const search = searchView(60, { live: 0 });
  const trials = search.trials.map((trial): TrialView => {
    const first = trial.objectives?.[0];
    if (!first || trial.state !== "finished") return trial;
    const modes = Math.max(1, Math.min(8, Math.round(8 - 1 / (first.value + 0.2) + 2 * random())));
    return { ...trial, objectives: [first, { value: modes, n: 1 }] };
  });
  const front = trials.filter(
    (one) => one.objectives?.[1] && !trials.some((other) => dominates(other, one)),
  );
  return {
    ...search,
    name: "distance and modes",
    objectives: [FRECHET, MODES],
    trials,
    best: front.map(({ number }) => number),
    importance: [...(search.importance ?? []), { optimizer: 0.8, rate: 0.2 }],
  };
}

function dominates(one: TrialView, other: TrialView): boolean {
  const [a, b] = one.objectives ?? [];
  const [c, d] = other.objectives ?? [];
  if (!a || !b || !c || !d) return false;
  return a.value <= c.value && b.value >= d.value && (a.value < c.value || b.value > d.value);
}

/** A population of eight members over six generations. */
export function populationView(): StudyView {
  const random = uniform(3);
  const size = 8;
  const rates = Array.from({ length: size }, () => 10 ** (-5 + 3 * random()));
  const members: MemberView[] = rates.map((_, member) => ({ member, generations: [] }));
  for (let generation = 0; generation < 6; generation++) {
    const values = rates.map((rate) => lossOf({ rate, optimizer: "Adam" }, () => 0.5));
    const order = values.map((_, i) => i).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
    for (const [member, entry] of members.entries()) {
      const isPoor = generation > 0 && order.indexOf(member) >= size - 2;
      const donor = order[member % 2] ?? 0;
      if (isPoor) rates[member] = (rates[donor] ?? 1e-3) * (random() < 0.5 ? 0.8 : 1.2);
      entry.generations.push({
        generation,
        step: 500 * (generation + 1),
        runId: `trial-${member + 1}`,
        value: (values[isPoor ? donor : member] ?? 0) / (1 + generation),
        values: { rate: rates[member] ?? 0 },
        ...(isPoor ? { from: donor } : {}),
      });
    }
  }
  const trials = members.map(({ member, generations }) => {
    const last = generations.at(-1);
    return trialOf(
      {
        number: member + 1,
        state: "finished",
        values: { rate: last?.values["rate"] ?? 0 },
        steps: 3000,
        end: 3000,
        loss: last?.value ?? 1,
      },
      random,
    );
  });
  return {
    ...searchView(1, { live: 0 }),
    name: "a population on the ring",
    method: "population",
    parameters: PARAMETERS.filter(({ name }) => name === "rate"),
    trials,
    members,
    trialsPlanned: size,
    limits: { steps: 24_000 },
    spent: { trials: size, seconds: 60, steps: 24_000 },
    best: bestOf(trials),
    importance: [{ rate: 1 }],
  };
}

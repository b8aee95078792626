import { type Finding, errorAt } from "../../experiment/finding";
import { SEED } from "../space/grid";
import { parametersOf, type VariedParameter } from "../space/parameters";
import type { Study } from "../schema";
import type { Condition } from "../space/space";

/*
 * Which parameter sets which place. What is set first and replaced afterwards would have no effect,
 * and the labels of the runs would lie.
 */

/** Where something has a value: for each parameter that it depends on, with which labels. */
type Circumstances = ReadonlyMap<string, ReadonlySet<string>>;

/** Something that sets a place, and when. */
interface Claim {
  by: string;
  place: string;
  circumstances: Circumstances;
}

const ALWAYS: Circumstances = new Map();

/** Parameters that undo what stands before them. */
export function clashesOf(study: Study): Finding[] {
  const parameters = parametersOf(study);
  const before: Claim[] = Object.keys(study.set).map((place) => ({
    by: "set",
    place,
    circumstances: ALWAYS,
  }));
  const findings = parameters.flatMap((parameter): Finding[] => {
    const claims = claimsOf(parameter, parameters);
    const undone = firstUndone(before, claims);
    before.push(...claims);
    return undone ? [clashAt(["vary", parameter.name], parameter.name, undone)] : [];
  });
  if (study.search?.seeds === undefined) return findings;
  const undone = firstUndone(before, [{ by: "seeds", place: SEED, circumstances: ALWAYS }]);
  return undone
    ? [...findings, clashAt(["search", "seeds"], "seeds", { ...undone, isFiner: false })]
    : findings;
}

interface Undone extends Claim {
  /** Whether only a part of what is set now was set before. */
  isFiner: boolean;
}

function firstUndone(before: readonly Claim[], claims: readonly Claim[]): Undone | undefined {
  for (const earlier of before) {
    const claim = claims.find(
      ({ place, circumstances }) =>
        (earlier.place === place || earlier.place.startsWith(`${place}.`)) &&
        canMeet(earlier.circumstances, circumstances),
    );
    if (claim) return { ...earlier, isFiner: claim.place !== earlier.place };
  }
  return undefined;
}

function clashAt(path: Finding["path"], name: string, { by, place, isFiner }: Undone): Finding {
  const ofTwo = isFiner ? `put "${by}" after "${name}"` : "let one of them set it";
  return {
    ...errorAt(
      path,
      `"${name}" sets ${place} once more, which "${by}" has set`,
      by === "set" ? "remove it from one of them" : ofTwo,
    ),
    atKey: true,
  };
}

function claimsOf(parameter: VariedParameter, all: readonly VariedParameter[]): Claim[] {
  const { name, paths } = parameter;
  const circumstances = circumstancesOf(parameter, all);
  if (parameter.kind === "range" || !parameter.named)
    return paths.map((place) => ({ by: name, place, circumstances }));
  return parameter.choices.flatMap(({ label, settings }) =>
    settings.map(({ path }) => ({
      by: name,
      place: path,
      circumstances: new Map([...circumstances, [name, new Set([label])]]),
    })),
  );
}

/** When a parameter has a value: its condition, and those of the ones that it depends on. */
function circumstancesOf(
  { when }: { when?: Condition },
  all: readonly VariedParameter[],
): Circumstances {
  const met = new Map<string, ReadonlySet<string>>();
  for (let next = when; next && !met.has(next.parameter);) {
    const { parameter, labels } = next;
    met.set(parameter, new Set(labels));
    next = all.find(({ name }) => name === parameter)?.when;
  }
  return met;
}

const canMeet = (a: Circumstances, b: Circumstances): boolean =>
  [...a].every(([parameter, labels]) => {
    const others = b.get(parameter);
    return others === undefined || [...labels].some((label) => others.has(label));
  });

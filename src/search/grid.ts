import type { Path } from "../experiment/parse";
import type { Setting } from "../experiment/settings";
import { asFileName } from "../shared/text/names";

/*
 * Which experiments a study consists of: all combinations of what its factors may be. Another way
 * to choose them, such as Bayesian search, would stand beside this file and hand its choices to the
 * same executor.
 */

/** The factor over which a report takes means. */
export const SEED = "training.seed";

/** A value for a place in the experiment, and where the study says so. */
export interface StudySetting extends Setting {
  place: Path;
}

/** One of the things that a factor may be. */
export interface Choice {
  label: string;
  settings: StudySetting[];
}
export interface Factor {
  name: string;
  choices: Choice[];
}

/** One choice for each factor. */
export interface Combination {
  /** A name for its folder; different for each combination of a study. */
  id: string;
  /** For each factor, the label of its choice. */
  labels: Record<string, string>;
  /** In the order in which they are to be made. */
  settings: StudySetting[];
}

/** The part of a study that says what is varied. */
export interface Varied {
  vary: Record<string, readonly unknown[] | Record<string, Record<string, unknown>>>;
  set: Record<string, unknown>;
}

/** The factors in the order of the file. */
export function factorsOf({ vary }: Varied): Factor[] {
  return Object.entries(vary).map(([name, given]): Factor => {
    if (isList(given)) {
      const labels = labelsOf(given);
      return {
        name,
        choices: given.map((value, i) => ({
          label: labels[i]!,
          settings: [{ path: name, value, place: ["vary", name, i] }],
        })),
      };
    }
    return {
      name,
      choices: Object.entries(given).map(([label, settings]) => ({
        label,
        settings: Object.entries(settings).map(([path, value]) => ({
          path,
          value,
          place: ["vary", name, label, path],
        })),
      })),
    };
  });
}

/** Every combination; the last factor changes fastest. A study without factors is one run. */
export function combinationsOf(study: Varied): Combination[] {
  const common = Object.entries(study.set).map(([path, value]): StudySetting => ({
    path,
    value,
    place: ["set", path],
  }));
  let all: { labels: Record<string, string>; settings: StudySetting[]; words: string[] }[] = [
    { labels: {}, settings: common, words: [] },
  ];
  for (const { name, choices } of factorsOf(study)) {
    const named = !isList(study.vary[name]!);
    all = all.flatMap(({ labels, settings, words }) =>
      choices.map((choice) => ({
        labels: { ...labels, [name]: choice.label },
        settings: [...settings, ...choice.settings],
        words: [...words, named ? choice.label : `${name.split(".").at(-1)!}-${choice.label}`],
      })),
    );
  }
  const taken = new Set<string>();
  return all.map(({ words, ...rest }) => ({
    id: free(
      words
        .map((word) => asFileName(word, 40))
        .join("_")
        .slice(0, 150) || "run",
      taken,
    ),
    ...rest,
  }));
}

/**
 * A combination for a person: `Adam, seed 1`. Numbers and the like say of which factor they are.
 */
export function textOf(labels: Record<string, string>): string {
  const speaks = (label: string) => !/^[-\d."{[]|^(true|false|null)$/.test(label);
  return Object.entries(labels)
    .map(([factor, label]) => (speaks(label) ? label : `${factor.split(".").at(-1)!} ${label}`))
    .join(", ");
}

const isList = (given: readonly unknown[] | object): given is readonly unknown[] =>
  Array.isArray(given);

/** Short names for values: an object with a `type` goes by it where that tells them apart. */
function labelsOf(values: readonly unknown[]): string[] {
  const types = values.map((value) =>
    typeof value === "object" && value !== null && "type" in value ? String(value.type) : undefined,
  );
  const byType = types.every((type) => type !== undefined) && new Set(types).size === values.length;
  if (byType) return types;
  return values.map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
}

function free(wanted: string, taken: Set<string>): string {
  let id = wanted;
  // File systems that do not tell capitals apart must do as well.
  for (let n = 2; taken.has(id.toLowerCase()); n++) id = `${wanted}-${n}`;
  taken.add(id.toLowerCase());
  return id;
}

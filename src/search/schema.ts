import { errorAt, type Finding } from "../experiment/finding";
import * as z from "../shared/zod";
import { factorsOf } from "./grid";

/*
 * The one description of a `*.study.json` file: what is varied around one experiment, and what is
 * compared.
 */

const path = z
  .string()
  .regex(
    /^[^.\s]+(\.[^.\s]+)*$/,
    "a path is expected: keys of the experiment with dots between, such as training.batchSize",
  );
const settings = z.record(path, z.unknown());

const factor = z.union(
  [
    z
      .array(z.unknown())
      .min(1)
      .describe(
        'Values for the place that the factor\'s name says, for example "training.seed": ' +
          "[1, 2, 3].",
      ),
    z
      .record(z.string().min(1).max(60), settings)
      .describe("Choices by a name of yours; each sets one or more places of the experiment."),
  ],
  { error: "must be a list of values, or an object of named choices" },
);

export const studySchema = z.strictObject({
  $schema: z.string().optional().describe("Ignored; for other editors."),
  name: z
    .string()
    .regex(/^[\w][\w. -]*$/, "letters, digits, spaces, and . _ - only")
    .max(60)
    .optional()
    .describe("Name of the study; by default the file's name."),
  description: z.string().optional().describe("A note to yourself; it heads the report."),
  base: z
    .string()
    .min(1)
    .describe(
      "The experiment that is varied: a *.gan.json file. A relative path starts at the " +
        "folder of this file.",
    ),
  vary: z
    .record(z.string().min(1).max(100), factor)
    .describe(
      "The factors. Every combination of their values is trained; over training.seed the " +
        "report takes means.",
    ),
  set: settings
    .default({})
    .describe(
      "Places of the experiment that are set alike in all runs, for example " +
        '"training.steps": 5000.',
    ),
  measures: z
    .array(z.string().min(1))
    .optional()
    .describe("Measures to report, in this order; by default all that the runs are evaluated by."),
});
/** A study with its defaults filled in. */
export type Study = z.output<typeof studySchema>;

/** More runs than anybody means: a slip of the keyboard. */
export const MAX_RUNS = 10_000;

/** What the schema cannot say. */
export function checkStudy(study: Study): Finding[] {
  const factors = factorsOf(study);
  const error = (message: string, hint: string, path: Finding["path"]): Finding => ({
    ...errorAt(path, message, hint),
    atKey: true,
  });
  const empty = factors
    .filter(({ choices }) => choices.length === 0)
    .map(({ name }) => error(`"${name}" has no choices`, "name at least one", ["vary", name]));
  const twice = factors.flatMap(({ name, choices }) => {
    const labels = choices.map(({ label }) => label);
    const repeated = labels.find((label, i) => labels.indexOf(label) !== i);
    return repeated === undefined
      ? []
      : [error(`"${name}" has the value ${repeated} twice`, "remove one", ["vary", name])];
  });
  // What is set first and replaced afterwards would have no effect, and the labels of the runs
  // would lie.
  const before = Object.keys(study.set).map((place) => ({ by: "set", place }));
  const clashes = factors.flatMap(({ name, choices }) => {
    const places = [
      ...new Set(choices.flatMap((choice) => choice.settings.map((setting) => setting.path))),
    ];
    const undone = before.find((earlier) =>
      places.some((place) => earlier.place === place || earlier.place.startsWith(`${place}.`)),
    );
    before.push(...places.map((place) => ({ by: name, place })));
    if (!undone) return [];
    const hint = places.includes(undone.place)
      ? "let one of them set it"
      : `put "${undone.by}" after "${name}"`;
    return [
      error(
        `"${name}" sets ${undone.place} once more, which "${undone.by}" has set`,
        undone.by === "set" ? "remove it from one of them" : hint,
        ["vary", name],
      ),
    ];
  });
  const runs = factors.reduce((product, { choices }) => product * choices.length, 1);
  const many =
    runs > MAX_RUNS
      ? [
          error(
            `these are ${runs.toLocaleString("en")} runs`,
            `vary less: a study has at most ${MAX_RUNS.toLocaleString("en")}`,
            ["vary"],
          ),
        ]
      : [];
  return [...empty, ...twice, ...clashes, ...many];
}

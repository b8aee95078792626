import { type GameAsk, gameAskSchema } from "../../src/shared/protocol/game-page";
import { GAME_DEFAULTS, JOB_RANGES } from "../../src/shared/protocol/jobs";
import { formatCount } from "../../src/shared/text/format";
import { Button } from "../components/button";
import { SelectField } from "../components/select-field";
import { TextField } from "../components/text-field";
import { GAME_STRINGS } from "./game-strings";

/** What the fields hold: text, which may be no number. */
export interface GameFields {
  /** Empty: the latest. */
  at: string;
  /** Empty: no path. */
  from: string;
  samples: string;
  eigenvalues: string;
  answerSteps: string;
}

export const DEFAULT_FORM: GameFields = {
  at: "",
  from: "",
  samples: String(GAME_DEFAULTS.samples),
  eigenvalues: String(GAME_DEFAULTS.eigenvalues),
  answerSteps: String(GAME_DEFAULTS.answerSteps),
};

/** What a page was left with, in fields that this version has. */
export function restoreForm(kept: unknown): GameFields {
  const found = (kept ?? {}) as Partial<Record<keyof GameFields, unknown>>;
  const entries = Object.entries(DEFAULT_FORM) as [keyof GameFields, string][];
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const one = found[name];
      return [name, typeof one === "string" ? one : value];
    }),
  ) as unknown as GameFields;
}

/** What the fields ask; undefined where one holds no number that can be asked. */
export function askOf(form: GameFields): GameAsk | undefined {
  const given = Object.entries(form).filter(([, text]) => text.trim() !== "");
  const numbers = Object.fromEntries(given.map(([name, text]) => [name, Number(text)]));
  return gameAskSchema.safeParse(numbers).data;
}

const NUMBERS = ["samples", "eigenvalues", "answerSteps"] as const;

/** What is wrong with a number. */
function faultOf(name: (typeof NUMBERS)[number], text: string): string | undefined {
  const [least, most] = JOB_RANGES[name];
  const value = Number(text);
  const fits = text.trim() !== "" && Number.isInteger(value) && value >= least && value <= most;
  return fits ? undefined : GAME_STRINGS.bounds(formatCount(least), formatCount(most));
}

interface GameFormProps {
  /** Of the run's checkpoints. */
  steps: readonly number[];
  form: GameFields;
  busy: boolean;
  onForm(form: GameFields): void;
  onMeasure(ask: GameAsk): void;
  onCancel(): void;
}

/** Which checkpoint, the path from which, and how thoroughly. */
export function GameForm({ steps, form, busy, onForm, onMeasure, onCancel }: GameFormProps) {
  const chosen = withKnownSteps(form, steps);
  const change = (changes: Partial<GameFields>) => onForm({ ...form, ...changes });
  const ask = askOf(chosen);
  return (
    <form
      class="game-form"
      aria-label={GAME_STRINGS.settings}
      onSubmit={(event) => {
        event.preventDefault();
        if (ask && !busy && steps.length > 0) onMeasure(ask);
      }}
    >
      <CheckpointFields {...{ steps, chosen }} onChange={change} />
      {NUMBERS.map((name) => (
        <TextField
          key={name}
          label={GAME_STRINGS[name]}
          help={GAME_STRINGS[`${name}Help`]}
          value={form[name]}
          error={faultOf(name, form[name])}
          onValue={(value) => change({ [name]: value })}
        />
      ))}
      <div class="game-buttons">
        <Button
          label={GAME_STRINGS.measure}
          icon="sync"
          primary
          disabled={!ask || steps.length === 0}
          submits={{ busy }}
        />
        {busy && <Button label={GAME_STRINGS.cancel} onClick={onCancel} />}
      </div>
    </form>
  );
}

/** The step that a choice stands for. */
const stepOf = (choice: string, latest: number | undefined): number | undefined =>
  choice === "" ? latest : Number(choice);

/** Without checkpoints that are gone since they were chosen, and without a path to itself. */
function withKnownSteps(form: GameFields, steps: readonly number[]): GameFields {
  const known = (step: string) => (steps.includes(Number(step)) ? step : "");
  const at = known(form.at);
  const from = known(form.from);
  return { ...form, at, from: Number(from) === stepOf(at, steps.at(-1)) ? "" : from };
}

interface CheckpointFieldsProps {
  steps: readonly number[];
  chosen: GameFields;
  onChange(changes: Partial<GameFields>): void;
}

/** The checkpoint that is looked at, and the one that the path comes from. */
function CheckpointFields({ steps, chosen, onChange }: CheckpointFieldsProps) {
  const latest = steps.at(-1);
  const textOfLatest = latest === undefined ? "–" : GAME_STRINGS.latest(formatCount(latest));
  const choices = (but: number | undefined) =>
    [...steps]
      .reverse()
      .filter((step) => step !== but)
      .map((step) => ({ value: String(step), label: GAME_STRINGS.step(formatCount(step)) }));
  return (
    <>
      <SelectField
        label={GAME_STRINGS.at}
        value={chosen.at}
        groups={[{ choices: [{ value: "", label: textOfLatest }, ...choices(latest)] }]}
        onValue={(at) => onChange({ at })}
      />
      <SelectField
        label={GAME_STRINGS.from}
        help={GAME_STRINGS.fromHelp}
        value={chosen.from}
        groups={[
          {
            choices: [
              { value: "", label: GAME_STRINGS.noPath },
              ...choices(stepOf(chosen.at, latest)),
            ],
          },
        ]}
        onValue={(from) => onChange({ from })}
      />
    </>
  );
}

import type { RunEntry } from "../runs-table/run-entry";
import type { StudyEntry } from "../runs-table/study-entry";
import * as z from "../zod";
import { PROTOCOL_VERSION } from "./version";

/* Messages between the extension and the page with the table of runs. */

const areEntries = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every((entry) => typeof entry === "object" && entry !== null && "dir" in entry);
const entries = z.custom<RunEntry[]>(areEntries);
const studies = z.custom<StudyEntry[]>(areEntries);

export const toTablePageSchema = z.discriminatedUnion("type", [
  /** The first message: how the person left the table. Runs follow. */
  z.strictObject({
    type: z.literal("start"),
    protocol: z.literal(PROTOCOL_VERSION),
    settings: z.unknown().optional(),
  }),
  /** Runs that are new or have changed, and folders of those that are gone. */
  z.strictObject({
    type: z.literal("runs"),
    put: entries,
    removed: z.array(z.string()),
    /** Whether all runs have been told of, with all that is known of them but their sizes. */
    complete: z.boolean(),
    /** All studies, where there is news of any. */
    studies: studies.optional(),
    /** All runs that cannot be read, and why, where there is news of them. */
    unreadable: z.array(z.strictObject({ dir: z.string(), reason: z.string() })).optional(),
  }),
]);
export type ToTablePage = z.infer<typeof toTablePageSchema>;

/** What can be done with runs that are chosen in the table. */
export const TABLE_ACTIONS = [
  "open",
  "openStudy",
  "compare",
  "compareConfigs",
  "trainAgain",
  "branch",
  "export",
  "star",
  "tag",
  "note",
  "rename",
  "archive",
  "reveal",
  "delete",
] as const;
export type TableAction = (typeof TABLE_ACTIONS)[number];

export const fromTablePageSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("ready"), protocol: z.literal(PROTOCOL_VERSION) }),
  /** It has drawn the message before. */
  z.strictObject({ type: z.literal("drawn") }),
  /** How the person wants the table, to be kept. */
  z.strictObject({ type: z.literal("keep"), settings: z.unknown() }),
  z.strictObject({
    type: z.literal("action"),
    action: z.enum(TABLE_ACTIONS),
    /** Folders of runs; of `openStudy` that of the study. */
    dirs: z.array(z.string()),
  }),
  /** A text for the clipboard. */
  z.strictObject({ type: z.literal("copy"), text: z.string() }),
  z.strictObject({ type: z.literal("saveFile"), name: z.string(), content: z.string() }),
]);
export type FromTablePage = z.infer<typeof fromTablePageSchema>;

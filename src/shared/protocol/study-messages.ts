import { PROTOCOL_VERSION } from "./version";
import type { Picture } from "../run/picture";
import * as z from "../zod";
import type { StudyView } from "../study/study-view";

/*
 * Messages between the extension and the page of a study. A report has no extension: what it shows
 * is a `StudyContent` in the file itself.
 */

/** The newest samples of a run. */
export interface StudySamples {
  /** Whose they are. */
  trial: number;
  runId: string;
  step: number;
  /** What they look like; null where that is not known. */
  picture: Picture | null;
  /** The address of the PNG: of a file that the page may read, or its bytes. */
  address: string;
}

/** All that the page of a study shows. */
export interface StudyContent {
  view: StudyView;
  /** Samples of the best trial, and of the one that it is compared with. */
  samples: { best?: StudySamples; other?: StudySamples };
}

const content = z.custom<StudyContent>(
  (value) => typeof value === "object" && value !== null && "view" in value && "samples" in value,
);

export const toStudyPageSchema = z.discriminatedUnion("type", [
  /** One is on its way at a time: the page says `drawn` when it has shown it. */
  z.strictObject({
    type: z.literal("study"),
    protocol: z.literal(PROTOCOL_VERSION),
    /** The folder. */
    dir: z.string(),
    content,
    /** Whether this window trains it. */
    own: z.boolean(),
  }),
]);
export type ToStudyPage = z.infer<typeof toStudyPageSchema>;

/** What the buttons of the page stand for. */
export const STUDY_ACTIONS = ["resume", "stop", "report", "writeBest", "trainBest"] as const;
export type StudyAction = (typeof STUDY_ACTIONS)[number];

export const fromStudyPageSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("ready"), protocol: z.literal(PROTOCOL_VERSION) }),
  z.strictObject({ type: z.literal("drawn") }),
  /** A run's dashboard, by its id. */
  z.strictObject({ type: z.literal("openRun"), runId: z.string() }),
  z.strictObject({
    type: z.literal("action"),
    action: z.enum(STUDY_ACTIONS),
    /** For writeBest and trainBest: which trial is meant; by default the best one. */
    trial: z.int().optional(),
  }),
]);
export type FromStudyPage = z.infer<typeof fromStudyPageSchema>;

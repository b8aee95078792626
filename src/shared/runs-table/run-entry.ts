import type { StoredProvenance } from "../evaluation/provenance";
import type { RunState } from "../run/state";
import type { RunNotes } from "../run/notes";
import type { Settings } from "./settings-of";

/* A run as the table of runs knows it. */

/** The figures of one name in a run that can be set side by side. */
export interface FigureSeries {
  name: string;
  /** Equal keys can be compared (`comparisonKey`). */
  key: string;
  provenance: StoredProvenance;
  /** Step and value, ascending. */
  points: [step: number, value: number][];
}

export interface RunEntry {
  /** The run's folder, by which it is told from all others. */
  dir: string;
  /** As the person calls it, else as its config does. */
  name: string;
  state: RunState;
  step: number;
  steps: number;
  /** Seconds of training. */
  seconds: number;
  engine: string;
  /** ISO 8601. */
  createdAt: string;
  /** The config file it was started from. */
  configFile?: string;
  /** Of a branch its parent and the step; or whose weights it began with. */
  origin?: string;
  /** The study that it is a run of. */
  study?: { dir: string; name: string };
  notes: RunNotes;
  /** Bytes on the disk; not known until they have been counted. */
  bytes?: number;
  settings: Settings;
  figures: FigureSeries[];
}

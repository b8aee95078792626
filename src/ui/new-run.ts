import type { Experiment } from "../experiment/schema";
import type { RunParent } from "../shared/run/run";
import type { SpareTrainer } from "../trainer-client/spare";

/** A run that is to be made and trained. */
export interface NewRun {
  /** The workspace folder under which the run is kept. */
  folder: string;
  name: string;
  experiment: Experiment;
  /** The config file it comes from. */
  configFile?: string | undefined;
  /** Beside which run it begins, if any. */
  parent?: RunParent;
  /** The process to train it, started ahead. */
  spare: SpareTrainer;
  /** Whether to wait before the first step. */
  paused?: boolean;
}

/* What the parts of the installation have in common: its stages, progress and sources. */

export type InstallStage = "wait" | "download" | "unpack" | "compile" | "check";

/**
 * What an installation is doing. `done` and `total` are bytes and only come with `download` and
 * `unpack`.
 */
export interface InstallProgress {
  stage: InstallStage;
  /** One line for a person. */
  message: string;
  done?: number;
  total?: number;
}

/** What a source needs to put TensorFlow's files in place. */
export interface StageContext {
  /** An empty folder; the source fills it as `layout.ts` says. */
  into: string;
  /** Where archives are kept while they are incomplete, so that the next attempt resumes. */
  downloads: string;
  env: NodeJS.ProcessEnv;
  report(progress: InstallProgress): void;
  signal?: AbortSignal | undefined;
}

/** A place TensorFlow can be had from. */
export interface EngineSource {
  /** For people: "the TensorFlow wheel from PyPI". */
  name: string;
  /** Free disk space the installation needs at its widest, in bytes. */
  diskBytes: number;
  /**
   * Throws `GanError` where this source cannot serve, as early as it can be known (before a long
   * download).
   * @returns the archives that may be deleted once the installation has succeeded.
   */
  stage(context: StageContext): Promise<string[]>;
}

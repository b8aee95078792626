/** A part of the benchmark, with a section of the results page of its own. */
export interface Part<Result = unknown> {
  title: string;
  /**
   * @param say tells who waits how far it is
   * @param work a folder for what is gone on with after an interruption
   */
  run: (say: (text: string) => void, work: string) => Promise<Result>;
  /** Its section in Markdown, from what `run` gave, now or at an earlier time. */
  section: (result: Result) => string[];
}

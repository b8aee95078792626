/** A part of the benchmark, with a section of the results page of its own. */
export interface Part<Result = unknown> {
  title: string;
  /** @param say tells who waits how far it is */
  run: (say: (text: string) => void) => Promise<Result>;
  /** Its section in Markdown, from what `run` gave, now or at an earlier time. */
  section: (result: Result) => string[];
}

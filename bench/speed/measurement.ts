/** What one process of one row told. */
export interface Measurement {
  iterationsPerSecond: number;
  /** From the start of the process until the metrics of the first iteration were known. */
  startSeconds: number;
  /** Recording, tracing or compiling, where there is any. */
  compileSeconds?: number;
  /** The most memory that was resident, in megabytes. */
  residentMB?: number;
  /** Of what computes. */
  version: string;
}

/** A program that can be timed on a workload. */
export interface Row<Subject> {
  id: string;
  label: string;
  subjects: readonly Subject[];
  /** Too slow to start for a quick run. */
  slowStart?: true;
  /** @throws Error with the reason, where it cannot be measured. */
  measure(subject: Subject, seconds: number): Promise<Measurement>;
}

/** How long any row may take beside the time that is measured: loading, compiling, a first call. */
export const startLimit = (quick: boolean): number => (quick ? 20_000 : 180_000);

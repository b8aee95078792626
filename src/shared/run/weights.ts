import { formatCount } from "../text/format";
import type { NetworkName } from "./run";

/* Which of another run's weights a run began with, and how that is told. */

/** Where weights come from: a checkpoint of a run, or a file. */
export interface WeightsOrigin {
  /** The run's name, or that of the file. */
  name: string;
  /** The run's folder or the file when the weights were read. It may be gone since. */
  path: string;
  /** Of a run. */
  id?: string;
  step?: number;
}

/** What became of a network's weights, by their names. */
export interface TakenWeights {
  taken: string[];
  /** Those that the origin does not have. */
  missing: string[];
  otherShape: { name: string; here: readonly number[]; there: readonly number[] }[];
  /** Those that the origin has alone. */
  unused: string[];
  /** What they are called there, by their names here, where that is another name. */
  sources?: Record<string, string>;
}

export type WeightsTable = Partial<Record<NetworkName, TakenWeights>>;

export interface TakenOver {
  from: WeightsOrigin;
  networks: WeightsTable;
}

/** `"ring" at step 1,000`. */
export const describeOrigin = ({ name, step }: WeightsOrigin): string =>
  step === undefined ? `"${name}"` : `"${name}" at step ${formatCount(step)}`;

const shapeText = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

const tables = (networks: WeightsTable) =>
  Object.entries(networks).filter((one): one is [string, TakenWeights] => one[1] !== undefined);

/** `Began with weights of "ring" at step 1,000: generator 3 of 4, discriminator all 6`. */
export function describeWeights({ from, networks }: TakenOver): string {
  const parts = tables(networks).map(([network, { taken, missing, otherShape }]) => {
    const all = taken.length + missing.length + otherShape.length;
    const count = taken.length === all ? `all ${all}` : `${taken.length} of ${all}`;
    return `${network} ${count}`;
  });
  return `Began with weights of ${describeOrigin(from)}: ${parts.join(", ")}`;
}

/** A line for each weight: its network, its name, and what became of it. */
export function weightsLines({ networks }: TakenOver): string[] {
  const rows = tables(networks).flatMap(([network, table]) => [
    ...table.taken.map((name) => {
      const source = table.sources?.[name];
      return [network, name, source === undefined ? "taken over" : `taken over from ${source}`];
    }),
    ...table.otherShape.map(({ name, here, there }) => [
      network,
      name,
      `has another shape: ${shapeText(here)}, there ${shapeText(there)}`,
    ]),
    ...table.missing.map((name) => [network, name, "is missing there"]),
    ...table.unused.map((name) => [network, name, "is there alone"]),
  ]);
  const widthOf = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const [first, second] = [widthOf(0), widthOf(1)];
  return rows.map(
    ([network = "", name = "", what = ""]) =>
      `${network.padEnd(first)}  ${name.padEnd(second)}  ${what}`,
  );
}

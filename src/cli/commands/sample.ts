import { relative, resolve } from "node:path";
import { trustRun } from "../../run/trust";
import { cacheDirs } from "../../shared/files/cache";
import { formatCount } from "../../shared/text/format";
import { doJob } from "../job";

interface OfRun {
  at?: number;
  engine?: string;
  seed?: number;
  class?: string;
  trust?: boolean;
  out: string;
}

/** Writes samples of a run into a file. */
export async function sample(
  run: string,
  { count, out, trust, ...options }: OfRun & { count: number },
): Promise<void> {
  if (trust) trustRun(resolve(run), cacheDirs());
  const { step, out: file } = await doJob<"sample">({
    kind: "sample",
    runDir: resolve(run),
    count,
    out: resolve(out),
    ...options,
  });
  process.stdout.write(
    `${formatCount(count)} samples of step ${formatCount(step)}: ` +
      `${relative(process.cwd(), file)}\n`,
  );
}

/** Draws samples along ways between latents. */
export async function interpolate(
  run: string,
  {
    out,
    rows,
    columns,
    spherical,
    trust,
    ...options
  }: OfRun & { rows: number; columns: number; spherical?: boolean },
): Promise<void> {
  if (trust) trustRun(resolve(run), cacheDirs());
  const { step, out: file } = await doJob<"interpolate">({
    kind: "interpolate",
    runDir: resolve(run),
    rows,
    columns,
    spherical: spherical === true,
    out: resolve(out),
    ...options,
  });
  process.stdout.write(
    `${rows} ways of ${columns} samples of step ${formatCount(step)}: ` +
      `${relative(process.cwd(), file)}\n`,
  );
}

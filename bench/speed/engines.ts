import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type EngineName, ENGINES } from "../../src/engine/names";
import { REPOSITORY } from "../../test/support/paths";
import { CLI } from "./workloads";

export interface OwnEngines {
  /** Those that this machine has, the fastest first. */
  available: EngineName[];
  /**
   * Whether an experiment can ask for another way to make a step ready than the engine's own
   * (`compile`).
   */
  canChooseCompile: boolean;
  /** The engines that are not there, and why. */
  remarks: string[];
}

/** What the built command line says of the engines of this machine. */
export async function ownEngines(): Promise<OwnEngines> {
  const { stdout } = await promisify(execFile)(process.execPath, [CLI, "doctor", "--json"], {
    timeout: 120_000,
  });
  const { engines } = JSON.parse(stdout) as {
    engines: { name: string; available: boolean; remark: string }[];
  };
  const schema = JSON.parse(
    await readFile(join(REPOSITORY, "dist", "gan.schema.json"), "utf8"),
  ) as { properties?: object };
  const has = (name: EngineName) =>
    engines.some((engine) => engine.name === name && engine.available);
  return {
    available: ENGINES.filter(has),
    canChooseCompile: "compile" in (schema.properties ?? {}),
    remarks: engines
      .filter(({ available }) => !available)
      .map(({ name, remark }) => `the engine ${name} is not available: ${remark}`),
  };
}

import { join } from "node:path";
import { cacheDir } from "../../src/shared/files/cache";
import { environmentWith } from "../speed/venv";

export const OPTUNA_VERSION = "5.0.0";
/** Names an interpreter that has Optuna and SciPy already. */
const PYTHON_VARIABLE = "GAN_BENCH_OPTUNA";

/** A Python with Optuna: GAN_BENCH_OPTUNA, else a virtual environment in the cache folder. */
export async function optunaPython(say: (text: string) => void): Promise<string> {
  const given = process.env[PYTHON_VARIABLE];
  if (given) return given;
  const home = join(cacheDir(), "bench", `python-optuna-${OPTUNA_VERSION}`);
  return environmentWith(home, [`optuna==${OPTUNA_VERSION}`, "scipy==1.17.1"], say);
}

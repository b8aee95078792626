import { rm } from "node:fs/promises";
import { join } from "node:path";
import { GanError } from "../../shared/errors";
import { fetchArchive } from "./archive";
import { compileAddon, requireCompiler } from "./compile";
import { LIBRARY_DIR } from "./layout";
import { findInIndexes, packageIndexes } from "./pypi";
import type { EngineSource, StageContext } from "./types";
import { unzip } from "./unzip";

/* The second source of TensorFlow: the wheel from PyPI, with the addon compiled here. */

interface Wheel {
  project: string;
  filename: string;
  /**
   * As PyPI declared it when this version was chosen; an index that says otherwise is not believed.
   */
  sha256: string;
}

/**
 * Python wheels of TensorFlow carry the C library. The Python version in the name does not matter
 * to us; any would do. On x86-64 Linux `tensorflow-cpu` is half the size of `tensorflow`.
 */
const WHEELS: Record<string, Wheel> = {
  "linux-x64": {
    project: "tensorflow-cpu",
    filename: "tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl",
    sha256: "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c",
  },
  "linux-arm64": {
    project: "tensorflow",
    filename: "tensorflow-2.21.0-cp311-cp311-manylinux_2_27_aarch64.whl",
    sha256: "4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c",
  },
  "darwin-arm64": {
    project: "tensorflow",
    filename: "tensorflow-2.21.0-cp311-cp311-macosx_12_0_arm64.whl",
    sha256: "51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88",
  },
};

const GIGABYTE = 1e9;
const LIBRARY = /^tensorflow\/(libtensorflow_(?:cc|framework)\.(?:so\.2|2\.dylib))$/;
/** What the addon's two source files include, and what those include in turn. */
const HEADER =
  /^tensorflow\/include\/((?:tensorflow\/c|tensorflow\/core\/platform|tsl\/platform|xla\/tsl\/c)\/.*\.h)$/;
const HEADER_DIR = "include";

/** The wheel for a platform, or undefined where there is none. */
export const wheelFor = (
  platform: string = process.platform,
  arch: string = process.arch,
): Wheel | undefined => WHEELS[`${platform}-${arch}`];

/**
 * TensorFlow's C library from its Python wheel, and the addon compiled against it. No Python is
 * needed.
 */
export function wheelSource(): EngineSource {
  return {
    name: "the TensorFlow wheel from the Python package index",
    diskBytes: 1.3 * GIGABYTE,
    stage,
  };
}

async function stage({ into, downloads, env, report, signal }: StageContext): Promise<string[]> {
  const wheel = wheelFor();
  if (!wheel)
    throw new GanError(
      "engine-install",
      `there is no suitable wheel for ${process.platform} on ${process.arch}`,
    );
  if (isMusl())
    throw new GanError(
      "engine-install",
      "TensorFlow's wheels need glibc, and this Linux uses musl",
    );
  const compiler = requireCompiler(env);

  report({ stage: "download", message: `Looking up ${wheel.filename}` });
  const listed = await findInIndexes(
    await packageIndexes(env),
    wheel.project,
    wheel.filename,
    signal,
  );
  if (listed.sha256 && listed.sha256 !== wheel.sha256) {
    throw new GanError(
      "download",
      `the package index declares another checksum for ${wheel.filename} ` +
        `(${listed.sha256}) than is known for it (${wheel.sha256})`,
      "do not trust that index",
    );
  }
  const archive = join(downloads, wheel.filename);
  const checksum = { algorithm: "sha256", digest: wheel.sha256 } as const;
  await fetchArchive(
    { url: listed.url, file: archive, checksum, message: "Downloading TensorFlow" },
    { report, signal },
  );

  const count = await unzip(archive, into, {
    place: (name) => {
      const library = LIBRARY.exec(name)?.[1];
      const header = HEADER.exec(name)?.[1];
      return library ? join(LIBRARY_DIR, library) : header && join(HEADER_DIR, header);
    },
    onProgress: (done, total) =>
      report({ stage: "unpack", message: "Unpacking TensorFlow", done, total }),
    signal,
  });
  if (count === 0)
    throw new GanError("engine-install", `${wheel.filename} does not hold TensorFlow's library`);

  report({ stage: "compile", message: "Compiling TensorFlow's link to Node" });
  await compileAddon(into, join(into, HEADER_DIR), compiler, { env, signal });
  await rm(join(into, HEADER_DIR), { recursive: true });
  return [archive];
}

function isMusl(): boolean {
  if (process.platform !== "linux") return false;
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime === undefined;
}

import { copyFile, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { extract } from "tar";
import type { Checksum } from "../../fetch/download";
import { redacted, request } from "../../fetch/http";
import { GanError } from "../../shared/errors";
import { ADDON_NAPI, TFJS_VERSION } from "../versions";
import { fetchArchive } from "./archive";
import { ADDON_PATH, LIBRARY_DIR } from "./layout";
import type { EngineSource, StageContext } from "./types";
import { unzip } from "./unzip";

/* The first source of TensorFlow: the builds that tfjs-node's own install script fetches. */

/**
 * What tfjs-node 4.22's install script fetches where nothing is set (its scripts/install.js and
 * package.json).
 */
const DEFAULT_STORAGE = "https://storage.googleapis.com/";
const LIBTENSORFLOW_VERSION = "2.9.1";
const GIGABYTE = 1e9;

/**
 * Both halves are published for these alone: the addon's file name does not say its processor, and
 * what is there is for x86-64.
 */
const SYSTEMS: Record<string, { library: string; addon: string; extension: string }> = {
  "linux-x64": { library: "cpu-linux-x86_64", addon: "CPU-linux", extension: "tar.gz" },
  "darwin-x64": { library: "cpu-darwin-x86_64", addon: "CPU-darwin", extension: "tar.gz" },
  "win32-x64": { library: "cpu-windows-x86_64", addon: "CPU-windows", extension: "zip" },
};

/**
 * Addresses of the two archives, with the environment variables that tfjs-node and node-pre-gyp
 * know for mirrors.
 */
export function tfjsDownloadUrls(
  env: NodeJS.ProcessEnv,
  platform: string = process.platform,
  arch: string = process.arch,
): { library: string; addon: string } | undefined {
  const system = SYSTEMS[`${platform}-${arch}`];
  if (!system) return undefined;
  const storage =
    env["TFJS_NODE_CDN_STORAGE"] ??
    env["npm_config_TFJS_NODE_CDN_STORAGE"] ??
    env["CDN_STORAGE"] ??
    DEFAULT_STORAGE;
  const base =
    env["TFJS_NODE_BASE_URI"] ??
    env["npm_config_TFJS_NODE_BASE_URI"] ??
    `${storage}tensorflow/libtensorflow/libtensorflow-`;
  const addonHost = (
    env["npm_config_tfjs_binding_binary_host_mirror"] ?? `${storage}tf-builds/pre-built-binary`
  ).replace(/\/+$/, "");
  return {
    library: `${base}${system.library}-${LIBTENSORFLOW_VERSION}.${system.extension}`,
    addon: `${addonHost}/napi-v${ADDON_NAPI}/${TFJS_VERSION}/${system.addon}-${TFJS_VERSION}.${system.extension}`,
  };
}

/**
 * The library and the ready-made addon from where tfjs-node's own install script gets them. No
 * compiler is needed.
 */
export function tfjsDownloadsSource(): EngineSource {
  return { name: "tfjs-node's own downloads", diskBytes: GIGABYTE, stage };
}

async function stage({ into, downloads, env, report, signal }: StageContext): Promise<string[]> {
  const urls = tfjsDownloadUrls(env);
  if (!urls)
    throw new GanError(
      "engine-install",
      `nothing is published for ${process.platform} on ${process.arch}`,
    );
  // Both checksums are fetched first, so that a server without one of the files is noticed before
  // a long download.
  const addonChecksum = await publishedChecksum(urls.addon, signal);
  const libraryChecksum = await publishedChecksum(urls.library, signal);

  const archives: string[] = [];
  const fetchInto = async (
    url: string,
    checksum: Checksum,
    message: string,
    dir: string,
  ): Promise<void> => {
    const file = join(downloads, basename(new URL(url).pathname));
    await fetchArchive({ url, file, checksum, message }, { report, signal });
    archives.push(file);
    report({ stage: "unpack", message: "Unpacking TensorFlow" });
    await mkdir(dir, { recursive: true });
    await unpack(file, dir, signal);
  };
  await fetchInto(urls.library, libraryChecksum, "Downloading TensorFlow", join(into, "library"));
  await fetchInto(
    urls.addon,
    addonChecksum,
    "Downloading TensorFlow's link to Node",
    join(into, "addon"),
  );
  await layOut(into);
  return archives;
}

/**
 * No checksums of these files are published; the storage server declares an MD5 with each, which at
 * least tells a damaged or exchanged copy from the server's own.
 * @throws GanError `download` where the server declares none, and as `request`.
 */
async function publishedChecksum(url: string, signal?: AbortSignal): Promise<Checksum> {
  const { headers } = await request(url, { method: "HEAD", signal });
  const declared = /(?:^|[\s,])md5=([A-Za-z0-9+/]{22}==)/.exec(
    headers.get("x-goog-hash") ?? "",
  )?.[1];
  const etag = /^"([0-9a-f]{32})"$/.exec(headers.get("etag") ?? "")?.[1];
  const digest = declared ?? etag;
  if (!digest)
    throw new GanError("download", `${redacted(url)} comes without a checksum, so it is not used`);
  return { algorithm: "md5", digest };
}

/** Zip or tar by the first bytes: tfjs-node's Windows addon is a tar file by the name of zip. */
async function unpack(archive: string, into: string, signal?: AbortSignal): Promise<void> {
  const file = await open(archive);
  const start = Buffer.alloc(2);
  try {
    await file.read(start, 0, 2, 0);
  } finally {
    await file.close();
  }
  if (start.toString("latin1") === "PK")
    await unzip(archive, into, { place: (name) => name, signal });
  else await extract({ file: archive, cwd: into, strict: true });
  signal?.throwIfAborted();
}

/** From the archives' own folders to the installation's layout. */
async function layOut(into: string): Promise<void> {
  const addon = join(into, ADDON_PATH);
  await mkdir(dirname(addon), { recursive: true });
  await rename(await findFile(join(into, "addon"), /^tfjs_binding\.node$/), addon);
  if (process.platform === "win32") {
    await copyFile(
      await findFile(join(into, "library"), /^tensorflow\.dll$/),
      join(dirname(addon), "tensorflow.dll"),
    );
  } else {
    await mkdir(dirname(join(into, LIBRARY_DIR)), { recursive: true });
    await rename(
      dirname(await findFile(join(into, "library"), /^libtensorflow\.(so\.2|2\.dylib)$/)),
      join(into, LIBRARY_DIR),
    );
  }
  await rm(join(into, "library"), { recursive: true });
  await rm(join(into, "addon"), { recursive: true });
}

async function findFile(dir: string, name: RegExp): Promise<string> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const found = entries.find((entry) => !entry.isDirectory() && name.test(entry.name));
  if (!found)
    throw new GanError(
      "engine-install",
      `the archive does not hold ${name.source.replace(/[\\^$]/g, "")}`,
    );
  return join(found.parentPath, found.name);
}

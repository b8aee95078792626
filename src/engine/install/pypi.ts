import { redacted, request } from "../../fetch/http";
import { GanError } from "../../shared/errors";
import { runProgram } from "./run-program";

/*
 * Python package indexes, as the user's pip is set to them: finds a wheel and what it should hash
 * to.
 */

/**
 * A file of a Python package as an index lists it. `sha256` is missing where the index declares
 * none.
 */
export interface IndexedFile {
  url: string;
  sha256?: string;
}

export const DEFAULT_INDEX = "https://pypi.org/simple";
const PIP_TIMEOUT_MS = 20_000;

/**
 * The package indexes that pip on this machine would use, in its order: environment variables, then
 * `pip config`, then PyPI. A company's mirror is usually configured in one of these already.
 */
export async function packageIndexes(env: NodeJS.ProcessEnv): Promise<string[]> {
  const settings = env["PIP_INDEX_URL"] ? "" : await pipConfig(env);
  const main = env["PIP_INDEX_URL"] ?? setting(settings, "index-url")[0] ?? DEFAULT_INDEX;
  const extra = env["PIP_EXTRA_INDEX_URL"]?.split(/\s+/) ?? setting(settings, "extra-index-url");
  // pip also takes folders (file:); those hold what the user put there, not what we look for.
  return [main, ...extra]
    .filter((url) => /^https?:/.test(url))
    .map((url) => url.replace(/\/+$/, ""));
}

async function pipConfig(env: NodeJS.ProcessEnv): Promise<string> {
  for (const [program, ...args] of [["pip"], ["pip3"], ["python3", "-m", "pip"]] as const) {
    const result = await runProgram(program, [...args, "config", "list"], {
      env,
      timeout: PIP_TIMEOUT_MS,
    }).catch(() => undefined);
    if (result?.status === 0) return result.stdout;
  }
  return "";
}

/**
 * Values of `global.NAME='...'`, `install.NAME='...'` or `download.NAME='...'` in the output of
 * `pip config list`.
 */
export function setting(configList: string, name: string): string[] {
  const found = ["global", "install", "download"].flatMap((section) => {
    const line = configList.split("\n").find((text) => text.startsWith(`${section}.${name}=`));
    return line
      ? [
          line
            .slice(line.indexOf("=") + 1)
            .trim()
            .replace(/^['"]|['"]$/g, ""),
        ]
      : [];
  });
  // Several values are lines of one setting, which pip prints as a Python string.
  return (found.at(-1) ?? "").split(/\\n|\s+/).filter(Boolean);
}

/**
 * Looks a file up in the first index that has it (PEP 691 JSON, or PEP 503 HTML from older
 * mirrors).
 * @throws GanError `download` where no index has it; `cancelled`.
 */
export async function findInIndexes(
  indexes: readonly string[],
  project: string,
  filename: string,
  signal?: AbortSignal,
): Promise<IndexedFile> {
  const failures: string[] = [];
  let hint = "";
  for (const index of indexes) {
    const page = `${index}/${project}/`;
    try {
      const { url, text } = await request(page, {
        signal,
        headers: { accept: "application/vnd.pypi.simple.v1+json, text/html;q=0.5" },
      });
      const file = readIndexPage(text, filename);
      if (file) return { ...file, url: withLogin(new URL(file.url, url), index) };
      failures.push(`${redacted(index)} does not have it`);
    } catch (error) {
      if (!(error instanceof GanError) || error.code === "cancelled") throw error;
      hint ||= `${error.hint}; or `;
      failures.push(error.message);
    }
  }
  throw new GanError(
    "download",
    `${filename} was not found: ${failures.join("; ")}`,
    `${hint}set PIP_INDEX_URL to an index that has it`,
  );
}

/** The entry of one file in an index page, JSON or HTML. */
export function readIndexPage(page: string, filename: string): IndexedFile | undefined {
  if (page.trimStart().startsWith("{")) {
    const { files } = JSON.parse(page) as {
      files: { filename: string; url: string; hashes?: Record<string, string> }[];
    };
    const file = files.find((candidate) => candidate.filename === filename);
    const sha256 = file?.hashes?.["sha256"];
    return file && { url: file.url, ...(sha256 ? { sha256 } : {}) };
  }
  for (const [, href = "", text = ""] of page.matchAll(
    /<a\s[^>]*href\s*=\s*["']([^"']+)["'][^>]*>([^<]*)<\/a>/gi,
  )) {
    if (text.trim() !== filename) continue;
    const [url = "", fragment = ""] = href.replaceAll("&amp;", "&").split("#");
    const sha256 = /sha256=([0-9a-f]{64})/.exec(fragment)?.[1];
    return { url, ...(sha256 ? { sha256 } : {}) };
  }
  return undefined;
}

/** A private index that asks for a login usually asks for it on its files too. */
function withLogin(file: URL, index: string): string {
  const { host, username, password } = new URL(index);
  if (file.host === host && username && !file.username) Object.assign(file, { username, password });
  return file.href;
}

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fetchArchive } from "../../src/engine/install/archive";
import { findInIndexes, packageIndexes } from "../../src/engine/install/pypi";
import { wheelFor } from "../../src/engine/install/wheel";
import { cacheDir } from "../../src/shared/files/cache";
import { GanError } from "../../src/shared/errors";
import { REPOSITORY } from "./paths";
import { present } from "./values";

export const WHEEL = present(wheelFor());
/** The real wheel, which `fetchWheel` fetches once and keeps. */
export const wheelFile = join(cacheDir(), "downloads", WHEEL.filename);

export async function fetchWheel(): Promise<void> {
  const { url } = await findInIndexes(
    await packageIndexes(process.env),
    WHEEL.project,
    WHEEL.filename,
  );
  await fetchArchive(
    { url, file: wheelFile, checksum: { algorithm: "sha256", digest: WHEEL.sha256 }, message: "" },
    { report: () => undefined },
  );
}

interface Resource {
  file: string;
  headers?: Record<string, string>;
}

/** A package index and a storage server in one, on this machine, with faults to order. */
export class Mirror {
  readonly requests: { method: string; url: string; range: string | undefined }[] = [];
  readonly resources = new Map<string, Resource>([
    [`/files/${WHEEL.filename}`, { file: wheelFile }],
  ]);
  /** Bytes after which the next answer's connection is cut. */
  cutAfter: number | undefined;
  /** Replaces the first byte of what is served. */
  spoil = false;
  declaredSha256 = WHEEL.sha256;
  private readonly server: Server = createServer(
    (request, response) => void this.answer(request, response),
  );

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return this;
  }
  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
  get env(): NodeJS.ProcessEnv {
    return {
      PATH: process.env["PATH"],
      PIP_INDEX_URL: `${this.url}/simple`,
      TFJS_NODE_CDN_STORAGE: `${this.url}/`,
    };
  }
  wheelRequests(): (string | undefined)[] {
    return this.requests.filter(({ url }) => url.startsWith("/files/")).map(({ range }) => range);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "", headers } = request;
    this.requests.push({ method, url, range: headers.range });
    if (url === `/simple/${WHEEL.project}/`) {
      response.setHeader("content-type", "application/vnd.pypi.simple.v1+json");
      return void response.end(
        JSON.stringify({
          files: [
            {
              filename: WHEEL.filename,
              url: `../../files/${WHEEL.filename}`,
              hashes: { sha256: this.declaredSha256 },
            },
          ],
        }),
      );
    }
    const resource = this.resources.get(url);
    if (!resource) return void response.writeHead(404).end();
    const { size } = await stat(resource.file);
    const start = Number(/bytes=(\d+)-/.exec(headers.range ?? "")?.[1] ?? 0);
    if (start > 0) response.setHeader("content-range", `bytes ${start}-${size - 1}/${size}`);
    response.writeHead(start > 0 ? 206 : 200, {
      ...resource.headers,
      "content-length": size - start,
    });
    if (method === "HEAD") return void response.end();
    const cutAfter = this.cutAfter ?? Infinity;
    this.cutAfter = undefined;
    await pipeline(this.bytes(resource.file, start, cutAfter), response).catch(() => undefined);
  }

  private async *bytes(file: string, start: number, cutAfter: number): AsyncGenerator<Buffer> {
    let sent = 0;
    for await (const chunk of createReadStream(file, { start }) as AsyncIterable<Buffer>) {
      if (this.spoil && sent === 0) chunk[0]! ^= 0xff;
      yield chunk;
      if ((sent += chunk.length) >= cutAfter) throw new Error("cut");
    }
  }
}

/** An installation in a process of its own, which can be killed. */
export class Installer {
  readonly stages: string[] = [];
  readonly child: ChildProcess;
  readonly done: Promise<{ status: number | null; output: string }>;
  private listeners: (() => void)[] = [];

  constructor(cache: string, env: NodeJS.ProcessEnv) {
    const source = (name: string) => JSON.stringify(join(REPOSITORY, "src/engine/install", name));
    const program = `
      const { installTensorFlow } = require(${source("index.ts")});
      const { wheelSource } = require(${source("wheel.ts")});
      let last;
      const onProgress = ({ stage }) => {
        if (stage !== last) console.log("stage " + (last = stage));
      };
      const cacheDir = ${JSON.stringify(cache)};
      installTensorFlow({ cacheDir, sources: [wheelSource()], onProgress }).then(
        ({ dir }) => console.log("installed " + dir),
        (error) => {
          console.error(error);
          process.exit(1);
        });`;
    this.child = spawn(process.execPath, ["--import=tsx", "-e", program], {
      cwd: REPOSITORY,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const read = (text: string): void => {
      output += text;
      this.stages.splice(
        0,
        Infinity,
        ...[...output.matchAll(/^stage (\w+)$/gm)].map(([, stage]) => present(stage)),
      );
      this.listeners.forEach((listener) => listener());
    };
    present(this.child.stdout).setEncoding("utf8").on("data", read);
    present(this.child.stderr).setEncoding("utf8").on("data", read);
    this.done = new Promise((resolve) =>
      this.child.on("close", (status) => resolve({ status, output })),
    );
  }

  reached(stage: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => void (this.stages.includes(stage) && resolve());
      this.listeners.push(look);
      void this.done.then(({ output }) => reject(new Error(`ended before ${stage}: ${output}`)));
      look();
    });
  }
}

/** For `assert.rejects`: a GanError of this code, whose message and hint fit. */
export const refused =
  (code: string, text: RegExp) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof GanError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(`${error.message}; ${error.hint}`, text);
    return true;
  };

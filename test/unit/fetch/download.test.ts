import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOf, download, matches, type Checksum } from "../../../src/fetch/download";
import type { GanError } from "../../../src/shared/errors";
import { at, first, present } from "../../support/values";

const content = randomBytes(300_000);
const checksum: Checksum = {
  algorithm: "sha256",
  digest: createHash("sha256").update(content).digest("hex"),
};
const failure = (code: GanError["code"], message: RegExp) => (thrown: GanError) => {
  assert.equal(thrown.code, code);
  assert.match(thrown.message, message);
  return true;
};

describe("download", () => {
  let server: Server;
  let folder: string;
  let file: string;
  let url: string;
  let requests: IncomingMessage[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "gan-download-"));
    file = join(folder, "deep", "data.bin");
    requests = [];
    server = createServer((request, response) => {
      requests.push(request);
      answer(request, response);
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/data.bin`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await rm(folder, { recursive: true });
  });

  /** As a good server: ranges, an ETag. */
  const serve = (request: IncomingMessage, response: ServerResponse, upTo = content.length) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    if (start >= content.length)
      return void response.writeHead(416, { "content-range": `bytes */${content.length}` }).end();
    const range =
      start > 0
        ? { "content-range": `bytes ${start}-${content.length - 1}/${content.length}` }
        : {};
    response.writeHead(start > 0 ? 206 : 200, {
      "content-length": content.length - start,
      etag: '"1"',
      ...range,
    });
    if (upTo === content.length) return void response.end(content.subarray(start));
    response.write(content.subarray(start, upTo), () => setImmediate(() => response.destroy()));
  };
  const parts = async () => (await readdir(join(folder, "deep"))).sort();

  it("puts a file into a folder that it makes, and tells how far it is", async () => {
    answer = serve;
    const seen: [number, number | undefined][] = [];
    await download({ url, file, checksum, onProgress: (done, total) => seen.push([done, total]) });
    assert.deepEqual(await readFile(file), content);
    assert.deepEqual(await parts(), ["data.bin"]);
    assert.deepEqual(seen[0], [0, content.length]);
    assert.deepEqual(seen.at(-1), [content.length, content.length]);
    assert.ok(seen.every(([done], index) => index === 0 || done > at(seen, index - 1)[0]));
  });

  it("takes a checksum in base64 too", async () => {
    answer = serve;
    await download({
      url,
      file,
      checksum: {
        algorithm: "sha512",
        digest: createHash("sha512").update(content).digest("base64"),
      },
    });
    assert.deepEqual(await readFile(file), content);
  });

  it("goes on where a cut connection ended", async () => {
    answer = (request, response) =>
      serve(request, response, requests.length === 1 ? 100_000 : undefined);
    await download({ url, file });
    assert.deepEqual(await readFile(file), content);
    assert.equal(requests.length, 2);
    assert.match(present(at(requests, 1).headers.range), /^bytes=[1-9]\d*-$/);
    assert.equal(at(requests, 1).headers["if-range"], '"1"');
  });

  it("starts again where the server knows no ranges", async () => {
    answer = (_, response) => {
      response.writeHead(200, { "content-length": content.length });
      if (requests.length > 1) return void response.end(content);
      response.write(content.subarray(0, 50_000), () => setImmediate(() => response.destroy()));
    };
    await download({ url, file, checksum });
    assert.deepEqual(await readFile(file), content);
    assert.equal(requests.length, 2);
  });

  it("goes on from what an earlier, cancelled call left", async () => {
    const cancel = new AbortController();
    answer = (_, response) =>
      void response
        .writeHead(200, { "content-length": content.length })
        .write(content.subarray(0, 100_000));
    const onProgress = (done: number) => done === 100_000 && cancel.abort();
    await assert.rejects(
      download({ url, file, checksum, signal: cancel.signal, onProgress }),
      failure("cancelled", /data\.bin was cancelled/),
    );
    assert.deepEqual(await parts(), ["data.bin.part"]);
    answer = serve;
    await download({ url, file, checksum });
    assert.equal(at(requests, 1).headers.range, "bytes=100000-");
    assert.deepEqual(await readFile(file), content);
  });

  it("uses a part that was complete already", async () => {
    answer = serve;
    await download({ url, file, checksum });
    await writeFile(`${file}.part`, content);
    await download({ url, file, checksum });
    assert.equal(requests.length, 2);
    assert.deepEqual(await parts(), ["data.bin"]);
  });

  it("does not build on a part of another version", async () => {
    answer = serve;
    await download({ url, file, checksum });
    await writeFile(`${file}.part`, randomBytes(1000));
    await download({ url, file, checksum });
    assert.deepEqual(
      requests.map(({ headers }) => headers.range),
      [undefined, "bytes=1000-", undefined],
    );
    assert.deepEqual(await readFile(file), content);
  });

  it("refuses a wrong checksum and leaves nothing", async () => {
    answer = serve;
    await assert.rejects(
      download({ url, file, checksum: { ...checksum, digest: "00".repeat(32) } }),
      failure("download", new RegExp(`expected sha256 checksum (00){32}, but ${checksum.digest}$`)),
    );
    assert.deepEqual(await parts(), []);
    assert.equal(requests.length, 1);
  });

  it("keeps the older file when the new one cannot be had", async () => {
    answer = serve;
    await download({ url, file, checksum });
    answer = (_, response) => void response.writeHead(404).end();
    await assert.rejects(download({ url, file, checksum }));
    assert.deepEqual(await readFile(file), content);
  });

  it("says at once that a file is not there", async () => {
    answer = (_, response) => void response.writeHead(404).end("no");
    await assert.rejects(
      download({ url, file }),
      failure("download", /data\.bin cannot be downloaded \(the server answered 404 Not Found\)/),
    );
    assert.equal(requests.length, 1);
  });

  it("tries again when the server is busy", async () => {
    answer = (request, response) =>
      requests.length === 1 ? void response.writeHead(503).end() : serve(request, response);
    await download({ url, file, checksum });
    assert.equal(requests.length, 2);
  });

  it("gives up after the retries, with the reason", async () => {
    answer = (_, response) => void response.writeHead(503).end();
    await assert.rejects(
      download({ url, file, checksum, retries: 1 }),
      failure("download", /503 Service Unavailable/),
    );
    assert.equal(requests.length, 2);
  });

  it("takes a silent connection for lost", async () => {
    answer = (request, response) => {
      if (requests.length > 1) return serve(request, response);
      response
        .writeHead(200, { "content-length": content.length, etag: '"1"' })
        .write(content.subarray(0, 10_000));
    };
    await download({ url, file, checksum, stallTimeout: 200 });
    assert.equal(at(requests, 1).headers.range, "bytes=10000-");
    assert.deepEqual(await readFile(file), content);
  });

  it("does not try a host again that gives no answer", async () => {
    answer = (request) => request.socket.destroy();
    await assert.rejects(download({ url, file, checksum }), failure("download", /cannot be/));
    assert.equal(requests.length, 1);
  });

  it("says that a host is not there", async () => {
    await new Promise((closed) => server.close(closed));
    await assert.rejects(download({ url, file, checksum }), failure("download", /ECONNREFUSED/));
    server.listen(0, "127.0.0.1");
  });

  it("does nothing when it is cancelled from the start", async () => {
    answer = serve;
    await assert.rejects(
      download({ url, file, signal: AbortSignal.abort() }),
      failure("cancelled", /cancelled/),
    );
    assert.equal(requests.length, 0);
  });

  it("sends user and password, and does not show them", async () => {
    answer = (_, response) => void response.writeHead(403).end();
    const secret = url.replace("http://", "http://me:se%20cret@");
    await assert.rejects(
      download({ url: secret, file }),
      (thrown: GanError) => !/se.*cret/.test(thrown.message),
    );
    assert.equal(
      first(requests).headers.authorization,
      `Basic ${Buffer.from("me:se cret").toString("base64")}`,
    );
  });

  it("tells the checksum of a file that is there, unless it is cancelled", async () => {
    answer = serve;
    await download({ url, file });
    assert.equal((await digestOf(file, "sha256")).toString("hex"), checksum.digest);
    assert.equal(await matches(file, { ...checksum, digest: checksum.digest.toUpperCase() }), true);
    for (const digest of ["00".repeat(32), "", checksum.digest.slice(2)])
      assert.equal(await matches(file, { ...checksum, digest }), false);
    await assert.rejects(matches(file, checksum, AbortSignal.abort()), { name: "AbortError" });
  });

  it("says that a file cannot be written", async () => {
    answer = serve;
    await writeFile(join(folder, "deep"), "in the way");
    await assert.rejects(
      download({ url, file }),
      failure("download", /data\.bin cannot be written/),
    );
    await rm(join(folder, "deep"));
  });
});

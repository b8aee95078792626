import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { hintFor, redacted, request } from "../../../src/fetch/http";
import type { GanError } from "../../../src/shared/errors";
import { at, first } from "../../support/values";

const failure = (code: GanError["code"], message: RegExp) => (thrown: GanError) => {
  assert.equal(thrown.code, code);
  assert.match(thrown.message, message);
  return true;
};

describe("request", () => {
  let server: Server;
  let url: string;
  let requests: IncomingMessage[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  beforeEach(async () => {
    requests = [];
    server = createServer((request, response) => {
      requests.push(request);
      answer(request, response);
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/page`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it("gives a page, and where it came from in the end", async () => {
    answer = ({ url: path }, response) =>
      void (path === "/page"
        ? response.writeHead(302, { location: "/other/" }).end()
        : response.end("text"));
    const { url: from, text } = await request(url, { headers: { accept: "text/html" } });
    assert.equal(from, url.replace("/page", "/other/"));
    assert.equal(text, "text");
    assert.equal(at(requests, 1).headers.accept, "text/html");
  });

  it("gives the headers of a file without the file", async () => {
    answer = (_, response) =>
      void response.writeHead(200, { "content-length": 1e9, "x-goog-hash": "md5=abc" }).end();
    const { headers, text } = await request(url, { method: "HEAD" });
    assert.equal(first(requests).method, "HEAD");
    assert.equal(headers.get("x-goog-hash"), "md5=abc");
    assert.equal(text, "");
  });

  it("sends user and password, and does not show them", async () => {
    answer = (_, response) => void response.writeHead(403).end();
    await assert.rejects(
      request(url.replace("http://", "http://me:se%20cret@")),
      (thrown: GanError) => !/se.*cret/.test(thrown.message),
    );
    assert.equal(
      first(requests).headers.authorization,
      `Basic ${Buffer.from("me:se cret").toString("base64")}`,
    );
    assert.equal(
      redacted("https://me:secret@mirror.example/simple/"),
      "https://mirror.example/simple/",
    );
  });

  for (const status of [404, 503]) {
    it(`fails at once with a ${status}`, async () => {
      answer = (_, response) => void response.writeHead(status).end("no");
      await assert.rejects(
        request(url),
        failure(
          "download",
          new RegExp(`/page cannot be downloaded \\(the server answered ${status} `),
        ),
      );
      assert.equal(requests.length, 1);
    });
  }

  it("takes a silent connection for lost, before the answer and within it", async () => {
    answer = () => undefined;
    await assert.rejects(
      request(url, { timeout: 100 }),
      failure("download", /\(no data for 0\.1 s\)/),
    );
    answer = (_, response) => void response.write("half");
    await assert.rejects(
      request(url, { timeout: 100 }),
      failure("download", /\(no data for 0\.1 s\)/),
    );
  });

  it("can be cancelled", async () => {
    const cancel = new AbortController();
    answer = () => cancel.abort();
    await assert.rejects(
      request(url, { signal: cancel.signal }),
      failure("cancelled", /\/page was cancelled/),
    );
  });
});

describe("The hint of a lost connection", () => {
  it("is about the proxy's certificate, the proxy that Node does not heed, or the network", () => {
    const proxied = { HTTPS_PROXY: "http://proxy.example" };
    assert.match(hintFor("unable to verify the first certificate", proxied), /NODE_EXTRA_CA_CERTS/);
    for (const reason of [
      "getaddrinfo ENOTFOUND index.example",
      "connect ETIMEDOUT 10.0.0.1:443",
      "Connect Timeout Error",
    ])
      assert.match(hintFor(reason, proxied), /NODE_USE_ENV_PROXY=1/);
    assert.match(
      hintFor("getaddrinfo ENOTFOUND index.example", { https_proxy: "http://proxy.example" }),
      /NODE_USE_ENV_PROXY=1/,
    );
    assert.match(
      hintFor("getaddrinfo ENOTFOUND index.example", { ...proxied, NODE_USE_ENV_PROXY: "1" }),
      /network connection/,
    );
    assert.match(hintFor("getaddrinfo ENOTFOUND index.example", {}), /network connection/);
    assert.match(hintFor("the server answered 503", proxied), /network connection/);
  });
});

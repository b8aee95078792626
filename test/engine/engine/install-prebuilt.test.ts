import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { create } from "tar";
import {
  type EngineSource,
  findTensorFlow,
  type InstalledTensorFlow,
  installTensorFlow,
} from "../../../src/engine";
import { checkAddon } from "../../../src/engine/install/check";
import { tfjsDownloadsSource, tfjsDownloadUrls } from "../../../src/engine/install/tfjs-downloads";
import { GanError } from "../../../src/shared/errors";
import { cacheDirs } from "../../../src/shared/files/cache";
import { fetchWheel, Mirror, refused, wheelFile } from "../../support/install";

describe("Installing TensorFlow", () => {
  let mirror: Mirror;
  let cache: string;

  before(fetchWheel);
  beforeEach(async () => {
    mirror = await new Mirror().start();
    cache = await mkdtemp(join(tmpdir(), "gan-cache-"));
  });
  afterEach(async () => {
    mirror.stop();
    await rm(cache, { recursive: true, force: true });
  });

  const assertNothingInstalled = async (): Promise<void> => {
    assert.equal(await findTensorFlow([cache]), undefined);
    assert.deepEqual(await readdir(join(cache, "engine")), []);
  };

  describe("from tfjs-node's own downloads", () => {
    const urls = tfjsDownloadUrls({ TFJS_NODE_CDN_STORAGE: "http://mirror/" });
    const paths = urls && {
      library: new URL(urls.library).pathname,
      addon: new URL(urls.addon).pathname,
    };
    before(function () {
      if (!paths) this.skip();
    });

    /** Archives in the published layout, around the library that is installed here. */
    const servePublished = async (): Promise<void> => {
      const { dir, addon } = (await findTensorFlow(cacheDirs())) as InstalledTensorFlow;
      const staged = join(cache, "published");
      await mkdir(join(staged, "lib"), { recursive: true });
      await cp(join(dir, "deps/lib"), join(staged, "lib"), { recursive: true });
      await symlink("libtensorflow_cc.so.2", join(staged, "lib/libtensorflow.so.2"));
      await create({ file: join(cache, "library.tar.gz"), cwd: staged }, ["lib"]);
      await rm(staged, { recursive: true });
      await create(
        { file: join(cache, "addon.tar.gz"), gzip: true, cwd: dirname(dirname(addon)) },
        [`napi-v8/${basename(addon)}`],
      );
      for (const part of ["library", "addon"] as const) {
        const file = join(cache, `${part}.tar.gz`);
        const hash = createHash("md5");
        for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
        mirror.resources.set(paths![part], {
          file,
          headers: { "x-goog-hash": `crc32c=AAAAAA==,md5=${hash.digest("base64")}` },
        });
      }
    };

    it("works where the server declares the right MD5, without a compiler", async () => {
      await servePublished();
      const installed = await installTensorFlow({
        cacheDir: cache,
        env: { ...mirror.env, PATH: cache },
        sources: [tfjsDownloadsSource()],
      });
      assert.equal(await checkAddon(installed.addon), installed.version);
      assert.deepEqual((await readdir(installed.dir)).sort(), ["deps", "lib", "manifest.json"]);
    });

    it("is refused where the MD5 is wrong, and the next source is tried", async () => {
      const file = join(cache, "archive");
      await writeFile(file, "not what was published");
      for (const part of ["library", "addon"] as const)
        mirror.resources.set(paths![part], { file, headers: { etag: `"${"0".repeat(32)}"` } });
      const failing: EngineSource = {
        name: "the other source",
        diskBytes: 0,
        stage: () => Promise.reject(new GanError("engine-install", "has none today", "come back")),
      };
      await assert.rejects(
        installTensorFlow({
          cacheDir: cache,
          env: mirror.env,
          sources: [tfjsDownloadsSource(), failing],
        }),
        refused(
          "engine-install",
          new RegExp(
            String.raw`tfjs-node's own downloads: .* does not have the expected md5 ` +
              String.raw`checksum.*; from the other source: has none today; come back`,
          ),
        ),
      );
      await assertNothingInstalled();
      assert.deepEqual(await readdir(join(cache, "downloads")), []);
    });

    it("is refused where the server declares no checksum", async () => {
      mirror.resources.set(paths!.addon, { file: wheelFile, headers: { etag: '"abc"' } });
      mirror.resources.set(paths!.library, { file: wheelFile });
      await assert.rejects(
        installTensorFlow({ cacheDir: cache, env: mirror.env, sources: [tfjsDownloadsSource()] }),
        refused("download", /comes without a checksum/),
      );
      assert.ok(mirror.requests.every(({ method }) => method === "HEAD"));
      await assertNothingInstalled();
    });
  });
});

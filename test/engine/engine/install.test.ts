import assert from "node:assert/strict";
import { mkdtemp, open, readdir, readFile, rm, stat, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import {
  diagnose,
  type EngineSource,
  findTensorFlow,
  type InstalledTensorFlow,
  type InstallProgress,
  installTensorFlow,
  loadEngine,
} from "../../../src/engine";
import { checkAddon } from "../../../src/engine/install/check";
import { wheelSource } from "../../../src/engine/install/wheel";
import { fetchWheel, Installer, Mirror, refused, WHEEL, wheelFile } from "../../support/install";
import { at, last } from "../../support/values";

describe("Installing TensorFlow", () => {
  let mirror: Mirror;
  let cache: string;
  /** The installation that several tests look at. */
  let shared: string;

  before(async () => {
    await fetchWheel();
    shared = await mkdtemp(join(tmpdir(), "gan-shared-"));
  });
  after(() => rm(shared, { recursive: true, force: true }));
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

  it("leaves nothing half done when killed; then two at once install once", async () => {
    const killed = new Installer(shared, mirror.env);
    await killed.reached("compile");
    killed.child.kill("SIGKILL");
    await killed.done;
    assert.equal(await findTensorFlow([shared]), undefined);
    const downloads = mirror.wheelRequests().length;

    const two = [new Installer(shared, mirror.env), new Installer(shared, mirror.env)];
    const results = await Promise.all(two.map(({ done }) => done));
    for (const { status, output } of results) assert.equal(status, 0, output);
    assert.equal(two.filter(({ stages }) => stages.includes("compile")).length, 1);
    assert.ok(two.some(({ stages }) => stages.includes("wait")));
    assert.equal(mirror.wheelRequests().length, downloads, "the finished download is used again");
    const { dir } = (await findTensorFlow([shared])) as InstalledTensorFlow;
    for (const { output } of results) assert.ok(output.includes(`installed ${dir}`), output);
    assert.deepEqual(await readdir(join(shared, "engine")), [basename(dir)]);
    assert.deepEqual(await readdir(join(shared, "downloads")), []);
  });

  it("loads in every Node that GAN_TEST_NODES names", async () => {
    const { addon, version } = (await findTensorFlow([shared])) as InstalledTensorFlow;
    for (const node of (process.env["GAN_TEST_NODES"] ?? process.execPath)
      .split(delimiter)
      .filter(Boolean))
      assert.equal(await checkAddon(addon, { node }), version, node);
  });

  it("is done at once where it has been done", async () => {
    const present = await findTensorFlow([shared]);
    assert.deepEqual(
      await installTensorFlow({ cacheDir: shared, env: mirror.env, sources: [wheelSource()] }),
      present,
    );
    assert.deepEqual(mirror.requests, []);
  });

  it("knows a library that has been damaged, which `auto` does without", async () => {
    const { addon, dir } = (await findTensorFlow([shared])) as InstalledTensorFlow;
    const library = join(dir, "deps/lib/libtensorflow_framework.so.2");

    const file = await open(library, "r+");
    await file.write(Buffer.alloc(64), 0, 64, 0);
    await file.close();
    const unloadable = await loadEngine("auto", { convolution: false }, { cacheDirs: [shared] });
    assert.equal(unloadable.name, "onnx-node");
    assert.match(
      unloadable.notice!,
      new RegExp(
        "^This run uses ONNX Runtime, .*TensorFlow is installed but cannot be loaded \\(.*\\); " +
          "run `gan doctor --install`, or GAN: Install TensorFlow in VS Code$",
      ),
    );
    await assert.rejects(
      loadEngine("tensorflow", { convolution: false }, { cacheDirs: [shared] }),
      refused("engine-missing", /cannot be loaded.*to repair it/),
    );
    await assert.rejects(checkAddon(addon), refused("engine-install", /does not load/));
    assert.match(at((await diagnose([shared])).engines, 0).remark, /does not load/);

    await truncate(library, 1000);
    const cut = await loadEngine("auto", { convolution: true }, { cacheDirs: [shared] });
    assert.equal(cut.name, "onnx-node");
    assert.match(cut.notice!, /ONNX Runtime.*damaged.*has 1000 bytes instead of/);
    assert.equal((await findTensorFlow([shared]))!.state, "broken");
  });

  it("replaces it, goes on where the connection broke off, and ends with one that computes", async () => {
    mirror.cutAfter = 50e6;
    const progress: InstallProgress[] = [];
    const installed = await installTensorFlow({
      cacheDir: shared,
      env: mirror.env,
      sources: [wheelSource()],
      onProgress: (step) => progress.push(step),
    });

    const [first, second, ...more] = mirror.wheelRequests();
    assert.equal(first, undefined);
    assert.match(second!, /^bytes=[1-9]\d{6,}-$/);
    assert.deepEqual(more, []);
    assert.deepEqual(
      [...new Set(progress.map(({ stage }) => stage))],
      ["download", "unpack", "compile", "check"],
    );
    const bytes = progress.filter(({ stage, done }) => stage === "download" && done !== undefined);
    assert.equal(last(bytes).done, (await stat(wheelFile)).size);
    assert.ok(bytes.every(({ done, total }) => done! <= total!));

    assert.deepEqual(await findTensorFlow([shared]), installed);
    assert.equal(await checkAddon(installed.addon), installed.version);
    assert.deepEqual((await readdir(installed.dir)).sort(), ["deps", "lib", "manifest.json"]);
    assert.deepEqual(await readdir(join(shared, "engine")), [basename(installed.dir)]);
    assert.deepEqual(await readdir(join(shared, "downloads")), []);
    const manifest = JSON.parse(await readFile(join(installed.dir, "manifest.json"), "utf8"));
    assert.equal(manifest.version, installed.version);
    for (const { path, size, sha256 } of manifest.files) {
      assert.equal((await stat(join(installed.dir, path))).size, size);
      assert.match(sha256, /^[0-9a-f]{64}$/);
    }
  });

  it("refuses a file with the wrong checksum and keeps nothing of it", async () => {
    mirror.spoil = true;
    await assert.rejects(
      installTensorFlow({ cacheDir: cache, env: mirror.env, sources: [wheelSource()] }),
      refused("download", /does not have the expected sha256 checksum/),
    );
    await assertNothingInstalled();
    assert.deepEqual(await readdir(join(cache, "downloads")), []);
  });

  it("refuses an index that declares another checksum, before any download", async () => {
    mirror.declaredSha256 = "0".repeat(64);
    await assert.rejects(
      installTensorFlow({ cacheDir: cache, env: mirror.env, sources: [wheelSource()] }),
      refused("download", /declares another checksum/),
    );
    assert.deepEqual(mirror.wheelRequests(), []);
    await assertNothingInstalled();
  });

  it("can be cancelled, and keeps what had arrived for the next time", async () => {
    const controller = new AbortController();
    const onProgress = ({ done = 0 }: InstallProgress): void =>
      void (done > 20e6 && controller.abort());
    await assert.rejects(
      installTensorFlow({
        cacheDir: cache,
        env: mirror.env,
        sources: [wheelSource()],
        signal: controller.signal,
        onProgress,
      }),
      refused("cancelled", /cancelled/),
    );
    await assertNothingInstalled();
    assert.deepEqual(await readdir(join(cache, "downloads")), [`${WHEEL.filename}.part`]);
  });

  it("asks for a compiler before it downloads anything", async () => {
    await assert.rejects(
      installTensorFlow({
        cacheDir: cache,
        env: { ...mirror.env, PATH: cache },
        sources: [wheelSource()],
      }),
      refused("engine-install", /C\+\+ compiler.*(apt install g\+\+|xcode-select --install)/),
    );
    assert.deepEqual(mirror.requests, []);
    await assertNothingInstalled();
  });

  it("asks for free disk space before it downloads anything", async () => {
    const source: EngineSource = { ...wheelSource(), diskBytes: 1e18 };
    await assert.rejects(
      installTensorFlow({ cacheDir: cache, env: mirror.env, sources: [source] }),
      refused("engine-install", /GB of free disk space are needed.*GAN_WORKBENCH_CACHE/),
    );
    assert.deepEqual(mirror.requests, []);
  });

  it("falls back when TensorFlow is not installed, and says so", async () => {
    const dense = await loadEngine("auto", { convolution: false }, { cacheDirs: [cache] });
    assert.equal(dense.name, "onnx-node");
    assert.equal(
      dense.notice,
      "This run uses ONNX Runtime, which is somewhat slower than TensorFlow, because " +
        "TensorFlow is not installed; run `gan doctor --install`, or GAN: Install TensorFlow " +
        "in VS Code",
    );
    assert.equal(
      (await loadEngine("auto", { convolution: true }, { cacheDirs: [cache] })).name,
      "onnx-node",
    );
    assert.equal(
      (await loadEngine("cpu", { convolution: true }, { cacheDirs: [cache] })).notice,
      undefined,
    );
    await assert.rejects(
      loadEngine("tensorflow", { convolution: false }, { cacheDirs: [cache] }),
      refused("engine-missing", /not installed; run `gan doctor --install`/),
    );
    await assert.rejects(
      loadEngine("wasm", { convolution: true }, { cacheDirs: [cache] }),
      refused("engine-missing", /cannot train convolutional layers/),
    );
    const report = await diagnose([cache]);
    assert.deepEqual(report.auto, { dense: "onnx-node", convolution: "onnx-node" });
    assert.deepEqual(
      report.engines.map(({ name, available }) => [name, available]),
      [
        ["tensorflow", false],
        ["onnx-node", true],
        ["onnx-web", true],
        ["wasm", true],
        ["cpu", true],
      ],
    );
    const without = await diagnose([cache], { ...process.env, GAN_ONNXRUNTIME_NODE: cache });
    assert.deepEqual(without.auto, { dense: "onnx-web", convolution: "onnx-web" });
    assert.match(at(without.engines, 1).remedy!, /npm install onnxruntime-node/);
  });
});

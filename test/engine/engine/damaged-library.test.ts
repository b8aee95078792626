import assert from "node:assert/strict";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { findTensorFlow, installTensorFlow, type InstalledTensorFlow } from "../../../src/engine";
import { cacheDir, cacheDirs } from "../../../src/shared/files/cache";
import type { EngineRequest } from "../../../src/engine";
import { newRun, template, watch, type WatchedTrainer } from "../../support/trainer";
import { present } from "../../support/values";

const LIBRARY = "deps/lib/libtensorflow_framework.so.2";

describe("A run on a machine with a damaged TensorFlow", () => {
  let cache: string;
  let library: string;
  let size: number;
  before(async () => {
    await installTensorFlow({ cacheDir: cacheDir() });
    const { dir, addon } = (await findTensorFlow(cacheDirs())) as InstalledTensorFlow;
    // Another installation, with another library. The addon finds its libraries beside the file
    // that it really is; the largest is a link.
    cache = mkdtempSync(join(tmpdir(), "gan-damaged-"));
    const own = join(cache, "engine", basename(dir));
    const addonFile = relative(dir, addon);
    const large = "deps/lib/libtensorflow_cc.so.2";
    for (const file of [addonFile, large]) mkdirSync(dirname(join(own, file)), { recursive: true });
    copyFileSync(addon, join(own, addonFile));
    symlinkSync(join(dir, large), join(own, large));
    copyFileSync(join(dir, "manifest.json"), join(own, "manifest.json"));
    library = join(own, LIBRARY);
    size = statSync(join(dir, LIBRARY)).size;
  });
  after(() => rmSync(cache, { recursive: true, force: true }));

  const damages: [string, () => void, RegExp][] = [
    [
      "cut short",
      () => {
        writeFileSync(library, "not a library");
      },
      /damaged.*has 13 bytes instead of/,
    ],
    [
      "overwritten",
      () => {
        writeFileSync(library, "not a library");
        truncateSync(library, size);
      },
      /cannot be loaded/,
    ],
  ];
  for (const [what, damage, told] of damages) {
    const trained = (engine: EngineRequest): Promise<WatchedTrainer> =>
      newRun(
        template("gaussian-1d", (e) => {
          e.training.steps = 20;
          e.engine = engine;
        }),
      ).then((dir) => watch(dir, { cacheDirs: [cache] }));

    it(`goes on without it and says why: its library was ${what}`, async () => {
      damage();
      const trainer = await trained("auto");
      const { record, stderrTail } = await trainer.done;
      assert.equal(record.state, "finished", stderrTail);
      assert.notEqual(present(record.engine).name, "tensorflow");
      const notices = trainer.messages.flatMap((message) =>
        message.type === "notice" ? message.message : [],
      );
      assert.ok(
        notices.some((notice) => told.test(notice)),
        notices.join("; "),
      );
    });

    it(
      "is refused, with what repairs it, where TensorFlow was asked for by name: its library " +
        `was ${what}`,
      async () => {
        damage();
        const { record } = await (await trained("tensorflow")).done;
        assert.equal(record.state, "failed");
        assert.equal(present(record.error).code, "engine-missing");
        assert.match(present(record.error).message, told);
        assert.match(present(record.error).hint, /gan doctor --install.* to repair it/);
      },
    );
  }
});

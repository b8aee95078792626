import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PNG } from "pngjs";
import { runFiles } from "../../../src/run";
import type { RunRecord } from "../../../src/shared/run/run";
import { npy } from "../../support/trainer";
import { CLI, fixture } from "../../support/paths";
import { entry, present } from "../../support/values";

const { kinds, turned } =
  fixture<Record<"kinds" | "turned", Record<string, { bytes: string }>>>("pictures");

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

describe("What a trainer says of its data", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "gan-remarks-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Writes a config whose G ends in an activation. */
  function config(name: string, data: object, shape: number[], activation: string): string {
    const units = shape.reduce((product, axis) => product * axis, 1);
    const file = join(folder, `${name}.gan.json`);
    writeFileSync(
      file,
      JSON.stringify({
        data,
        latent: { size: 2 },
        generator: {
          layers: [
            { type: "dense", units, activation },
            { type: "reshape", targetShape: shape },
          ],
        },
        discriminator: { layers: [{ type: "flatten" }, { type: "dense", units: 1 }] },
        optimizer: { generator: { type: "sgd" }, discriminator: { type: "sgd" } },
        training: { steps: 2, batchSize: 4 },
        samples: { every: 0 },
      }),
    );
    return file;
  }
  /** Trains, and gives what the command line and the log say. */
  async function said(file: string, run: string): Promise<{ stdout: string; log: string }> {
    const { code, stdout, stderr } = await new Promise<Outcome>((done) => {
      execFile(process.execPath, [CLI, "train", file, "--run-dir", run], (error, stdout, stderr) =>
        done({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });
    assert.equal(code, 0, stderr);
    return { stdout, log: readFileSync(runFiles(run).log, "utf8") };
  }

  it("counts what it passes over in a folder, and reads the rest once", async () => {
    const pictures = join(folder, "pictures");
    mkdirSync(join(pictures, ".ipynb_checkpoints"), { recursive: true });
    const put = (name: string, text: string) =>
      writeFileSync(join(pictures, name), Buffer.from(text, "base64"));
    for (let i = 1; i <= 8; i++) put(`${i}.jpg`, entry(turned, `JPEG ${i}`).bytes);
    put("a.webp", entry(kinds, "lossy.webp").bytes);
    put("b.bmp", entry(kinds, "565.bmp").bytes);
    put("c.gif", entry(kinds, "moving.gif").bytes);
    put("d.tif", "");
    put("._a.webp", "");
    put(".ipynb_checkpoints/a.webp", entry(kinds, "lossy.webp").bytes);
    if (process.platform !== "win32") {
      symlinkSync(".", join(pictures, "loop"));
      symlinkSync("..", join(pictures, ".ipynb_checkpoints", "up"));
      symlinkSync(pictures, join(pictures, "again"));
    }
    const data = { source: "folder", path: "pictures", size: [4, 4] };
    const file = config("pictures", data, [4, 4, 3], "sigmoid");
    for (const text of Object.values(await said(file, join(folder, "run-pictures")))) {
      assert.match(text, /1 hidden file \(\._a\.webp\) passed over/);
      assert.match(text, /1 hidden folder \(\.ipynb_checkpoints\) passed over/);
      assert.match(text, /1 picture of other formats \(1 \.tif\) left out: .*convert them/);
      if (process.platform !== "win32") assert.match(text, /2 links to what is there already/);
    }
  });

  it("names classes without examples, and numbers that G cannot reach", async () => {
    const values = Float32Array.from({ length: 40 }, (_, i) => i % 9);
    writeFileSync(join(folder, "x.npy"), npy("<f4", [2], values));
    const labels = Uint8Array.from({ length: 20 }, (_, i) => 2 * (i % 2));
    writeFileSync(join(folder, "y.npy"), npy("|u1", [1], labels));
    const data = { source: "npy", file: "x.npy", shape: [2], labels: "y.npy", classes: 3 };
    const file = config("numbers", data, [2], "tanh");
    for (const text of Object.values(await said(file, join(folder, "run-numbers")))) {
      assert.match(text, /x\.npy has no example of class 1: G cannot learn it/);
      assert.match(text, /tanh, which cannot reach the numbers of x\.npy: they go from 0 to 8/);
    }
  });

  it("leaves with its host also while it reads pictures", async () => {
    const pictures = join(folder, "many");
    mkdirSync(pictures);
    const first = join(pictures, "0.png");
    // Large ones: few to be found, and long to be read.
    writeFileSync(first, PNG.sync.write(new PNG({ width: 512, height: 512 })));
    for (let i = 1; i < 3000; i++) linkSync(first, join(pictures, `${i}.png`));
    const data = { source: "folder", path: "many", size: [4, 4] };
    const file = config("many", data, [4, 4, 3], "sigmoid");
    const run = join(folder, "run-many");
    const host = spawn(process.execPath, [CLI, "train", file, "--run-dir", run]);
    let told = "";
    host.stdout.on("data", (text) => (told += String(text)));
    while (!told.includes("Reading pictures")) {
      assert.equal(host.exitCode, null, told);
      await sleep(50);
    }
    const { pid, state } = JSON.parse(readFileSync(runFiles(run).record, "utf8")) as RunRecord;
    assert.equal(state, "starting");
    host.kill("SIGKILL");
    while (isAlive(present(pid))) await sleep(50);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

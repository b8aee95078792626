import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { readNpy } from "../../../src/data/npy";
import { dataSchema, layersOf } from "../../../src/experiment/schema";
import { picturePath } from "../../../src/run";
import { finished, template } from "../../support/trainer";
import { first, present } from "../../support/values";
import { small } from "../../support/evaluated";

import { cacheDirs } from "../../../src/shared/files/cache";
import { parseLatents } from "../../../src/shared/latents/latents-file";
import type { Drawn, ExploreAsk } from "../../../src/shared/protocol/explore";
import type { LatentsRequest } from "../../../src/shared/protocol/latents";
import { startExplorer } from "../../../src/trainer-client/explorer";
import { runGan } from "../../support/command-line";
import { TRAINER } from "../../support/paths";

/** The picture that came of an ask. */
function pngOf({ figure }: Drawn): Buffer {
  assert.ok(figure?.kind === "images");
  return Buffer.from(figure.png, "base64");
}

describe("gan sample and gan interpolate", () => {
  const folder = mkdtempSync(join(tmpdir(), "gan-samples-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string) => join(folder, name);
  const gan = (...args: string[]) => runGan(args, folder);

  /** Sweeps, ways and picks of a run with 16 samples in its picture, whose latents are uniform. */
  async function choosesLatents(dir: string): Promise<void> {
    const sample = (...args: string[]) => gan("sample", dir, ...args);
    const swept = await sample("--sweep", "2", "--pick", "3,1", "--points", "5", "--out", "w.png");
    assert.match(swept.stdout, /10 samples of step 20: w\.png/, swept.stderr);
    const rows = PNG.sync.read(readFileSync(file("w.png")));
    assert.deepEqual([rows.width, rows.height], [5 * 30 + 2, 2 * 30 + 2]);

    await sample("--between", "4,9", "--points", "3", "--save", "--out", "b.npy");
    await sample("--latents", "b.json", "--pick", "1,3", "--out", "ends.png");
    await exploresAlike(dir);
  }

  /** The page that explores latents draws what `choosesLatents` has drawn, and more. */
  async function exploresAlike(dir: string): Promise<void> {
    const options = { trainerFile: TRAINER, cacheDirs: cacheDirs() };
    const explorer = await startExplorer({ ...options, runDir: dir });
    try {
      assert.deepEqual(explorer.run.steps, [0, 20]);
      const draw = (latents: LatentsRequest, want: ExploreAsk["want"] = "picture") =>
        explorer.draw({ latents, want });
      const row = await draw({
        show: { kind: "sweep", samples: [3, 1], coordinate: 2, points: 5 },
      });
      assert.deepEqual(
        pngOf(row),
        readFileSync(file("w.png")),
        "as gan sample drew it, to the bit",
      );
      const all = await draw({ count: 16 });
      assert.deepEqual(pngOf(all), readFileSync(picturePath(dir, 20)));
      const edits = [{ sample: 4, coordinate: 7, value: 0.5 }];
      const kept = await draw({ edits, show: { kind: "picked", samples: [4] } }, "keep");
      assert.equal(kept.latent?.[6], 0.5);
      assert.deepEqual(parseLatents(present(kept.kept), "kept").latents, [kept.latent]);
      const { effects } = await draw({ show: { kind: "picked", samples: [4] } }, "effects");
      assert.equal(present(effects).length, 100);
      assert.ok(present(effects).some((effect) => effect > 0));
      const ends = await draw({ show: { kind: "picked", samples: [4, 9] } });
      assert.deepEqual(pngOf(ends), readFileSync(file("ends.png")), "to the bit");
      for (const [asked, said] of [
        [{ truncation: 1 }, /truncation is for normal latents, and those of this run are uniform/],
        [
          { edits: [{ sample: 1, coordinate: 101, value: 0 }] },
          /there is no coordinate 101: latents of this run have 100/,
        ],
        [
          { show: { kind: "between", samples: [1, 2], spherical: true, points: 3 } },
          /a spherical way is for normal latents/,
        ],
        [
          { file: file("b.json"), show: { kind: "picked", samples: [4] } },
          /there is no sample 4: there are 3/,
        ],
      ] satisfies [LatentsRequest, RegExp][])
        await assert.rejects(draw(asked), said);
    } finally {
      explorer.close();
    }
    assert.equal(await explorer.ended, undefined);
  }

  it("draw the samples of the run's own pictures, as a picture or as numbers", async () => {
    const dir = await finished(small());
    assert.match(
      (await gan("sample", dir, "--count", "16", "--out", file("s.png"))).stdout,
      /16 samples of step 20/,
    );
    assert.deepEqual(readFileSync(file("s.png")), readFileSync(picturePath(dir, 20)));
    assert.equal((await gan("sample", dir, "--count", "16", "--out", file("s.npy"))).code, 0);
    const { shape, values } = await readNpy(file("s.npy"));
    assert.deepEqual(shape, [16, 28, 28, 1]);
    const picture = PNG.sync.read(readFileSync(file("s.png")));
    assert.equal(
      Math.round(255 * first(values)),
      picture.data[(2 * picture.width + 2) * 4],
      "the first pixel of the first tile",
    );
    await gan("sample", dir, "--count", "16", "--seed", "5", "--out", file("t.npy"));
    assert.notDeepEqual((await readNpy(file("t.npy"))).values, values);

    assert.match(
      (await gan("interpolate", dir, "--rows", "3", "--columns", "5", "--out", file("i.png")))
        .stdout,
      /3 ways of 5 samples of step 20/,
    );
    await choosesLatents(dir);
    const ways = PNG.sync.read(readFileSync(file("i.png")));
    assert.deepEqual([ways.width, ways.height], [5 * 30 + 2, 3 * 30 + 2]);
    await gan(
      "interpolate",
      dir,
      "--rows",
      "3",
      "--columns",
      "5",
      "--spherical",
      "--out",
      file("j.png"),
    );
    const around = PNG.sync.read(readFileSync(file("j.png")));
    const tile = ({ data, width }: PNG, row: number, column: number) =>
      Array.from(
        { length: 28 * 28 },
        (_, i) =>
          data[((2 + row * 30 + Math.floor(i / 28)) * width + 2 + column * 30 + (i % 28)) * 4],
      );
    for (const column of [0, 4])
      assert.deepEqual(
        tile(around, 1, column),
        tile(ways, 1, column),
        "both ways have the same ends",
      );
    assert.notDeepEqual(tile(around, 1, 2), tile(ways, 1, 2));
  });

  it("write points as rows, and refuse what does not fit", async () => {
    const dir = await finished(
      template("gaussian-1d", (e) => {
        e.training.steps = 5;
        e.samples.every = 0;
      }),
    );
    assert.equal((await gan("sample", dir, "--count", "4", "--out", file("p.csv"))).code, 0);
    const lines = readFileSync(file("p.csv"), "utf8").trim().split("\n");
    assert.equal(lines[0], "x");
    assert.equal(lines.slice(1).filter((line) => Number.isFinite(Number(line))).length, 4);
    for (const [args, said] of [
      [
        ["sample", dir, "--out", file("p.png")],
        /samples of gaussian are not pictures; write \.npy or \.csv/,
      ],
      [
        ["sample", dir, "--out", file("p.gif")],
        /names no format for samples; end it with \.png, \.npy, \.csv/,
      ],
      [
        ["interpolate", dir, "--out", file("p.npy")],
        /an interpolation is a picture; end the file with \.png/,
      ],
      [["sample", dir], /required option '--out <file>' not specified/],
    ] as const) {
      const { code, stderr } = await gan(...args);
      assert.equal(code, 2, stderr);
      assert.match(stderr, said);
    }
  });

  it("write rows of a table in the units and words of its file", async () => {
    writeFileSync(
      file("t.csv"),
      `size,kind\n${Array.from({ length: 50 }, (_, i) => `${1000 + i},${i % 2 ? "a" : "b"}`).join("\n")}\n`,
    );
    const dir = await finished(
      template("gaussian-1d", (e) => {
        e.training.steps = 5;
        e.data = dataSchema.parse({
          source: "csv",
          file: file("t.csv"),
          columns: [
            { type: "numeric", name: "size" },
            { type: "categorical", name: "kind", values: ["a", "b"] },
          ],
        });
        e.generator.layers = layersOf(e.generator).map((layer, i, all) =>
          i === all.length - 1 && layer.type === "dense" ? { ...layer, units: 3 } : layer,
        );
      }),
    );
    assert.equal((await gan("sample", dir, "--count", "3", "--out", file("u.csv"))).code, 0);
    const [head, ...written] = readFileSync(file("u.csv"), "utf8").trim().split("\n");
    assert.equal(head, "size,kind");
    for (const line of written) assert.match(line, /^[\d.]+,[ab]$/);
    assert.ok(
      written.every((line) => Number(line.split(",")[0]) > 500),
      "in the units of the file",
    );
  });
});

import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { faces, numeric, png, table, waves } from "./run-data";
import { npy } from "./trainer";

/** The path of a file by its name. */
type Here = (...parts: string[]) => string;

/** Sources with a change of each, and what is said of it. */
export const changingSources = (here: Here) => ({
  ...changingArrays(here),
  ...changingPictures(here),
});

const changingArrays = (here: Here) =>
  ({
    csv: {
      data: { source: "csv", file: "t.csv", columns: numeric("x", "y") },
      shape: [2],
      make: () =>
        writeFileSync(
          here("t.csv"),
          table("x,y", 60, (i) => `${(i * 17) % 61},${i}`),
        ),
      change: () =>
        writeFileSync(
          here("t.csv"),
          table("x,y", 60, (i) => `${((i * 17) % 61) * 1000},${i}`),
        ),
      said: /column "x": mean 29\.\d+, now 29\d+ and standard deviation 17\.\d+, now 17\d+; .*bytes, now/,
      out: "s.csv",
    },
    "csv with a row more": {
      data: { source: "csv", file: "t.csv", columns: numeric("x", "y") },
      shape: [2],
      make: () =>
        writeFileSync(
          here("t.csv"),
          table("x,y", 60, (i) => `${i},${i % 7}`),
        ),
      change: () =>
        writeFileSync(
          here("t.csv"),
          table("x,y", 61, (i) => `${i},${i % 7}`),
        ),
      said: /60 examples, now 61; column "x": mean 29\.5, now 30/,
      out: "s.csv",
    },
    npy: {
      data: { source: "npy", file: "x.npy", shape: [4, 4, 1] },
      shape: [4, 4, 1],
      make: () => writeFileSync(here("x.npy"), npy("<f4", [4, 4, 1], waves(1))),
      change: () => writeFileSync(here("x.npy"), npy("<f4", [4, 4, 1], waves(100))),
      said: /mean .*, now .* and standard deviation 0\.\d+, now \d\d\.\d+; SHA-256/,
      out: "s.png",
    },
    labels: {
      data: { source: "npy", file: "x.npy", shape: [2], labels: "y.npy", classes: 2 },
      shape: [2],
      make: () => {
        writeFileSync(here("x.npy"), npy("<f4", [2], waves(1)));
        writeFileSync(here("y.npy"), npy("|u1", [], new Uint8Array(160)));
      },
      change: () => writeFileSync(here("y.npy"), npy("|u1", [], new Uint8Array(160).fill(1, 100))),
      said: /: 160 examples of the classes, now 100, 60; SHA-256/,
      out: "s.csv",
    },
  }) as const;

const changingPictures = (here: Here) =>
  ({
    folder: {
      data: { source: "folder", path: "pictures", size: [4, 4], channels: 1 },
      shape: [4, 4, 1],
      make: () => {
        mkdirSync(here("pictures"));
        for (let i = 0; i < 12; i++) writeFileSync(here("pictures", `${i}.png`), png(i));
      },
      change: () => writeFileSync(here("pictures", "12.png"), png(200)),
      said: /12 examples, now 13; .*; 12 files, now 13; /,
      out: "s.png",
    },
    "a picture of a folder": {
      data: { source: "folder", path: "pictures", size: [4, 4], channels: 1 },
      shape: [4, 4, 1],
      make: () => {
        mkdirSync(here("pictures"));
        for (let i = 0; i < 12; i++) writeFileSync(here("pictures", `${i}.png`), png(i));
      },
      change: () => copyFileSync(here("pictures", "1.png"), here("pictures", "2.png")),
      said: /SHA-256 [0-9a-f]{12}, now [0-9a-f]{12}/,
      out: "s.png",
    },
    tfd: {
      data: { source: "tfd", file: "faces.npy" },
      shape: [48, 48, 1],
      make: () => writeFileSync(here("faces.npy"), npy("|u1", [48, 48], faces(1))),
      change: () => writeFileSync(here("faces.npy"), npy("|u1", [48, 48], faces(2))),
      said: /mean .*, now .*SHA-256/,
      out: "s.png",
    },
  }) as const;

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { entry, last } from "../../test/support/values";

/** A good file, the name that it is written by, and the `data` of a config that reads it. */
export interface Seed {
  kind: string;
  name: string;
  bytes: Buffer;
  data: object;
}

const FIXTURES = join(__dirname, "..", "..", "test", "fixtures");
const fixture = <T>(name: string): T => JSON.parse(readFileSync(join(FIXTURES, name), "utf8")) as T;

interface Data {
  npy: Record<string, string>;
  mat: Record<string, string>;
  pictures: Record<string, string>;
}
interface Pictures {
  kinds: Record<string, { bytes: string }>;
  turned: Record<string, { bytes: string }>;
}

/** Good files of every kind that is read. */
export function seeds(): Seed[] {
  const { npy, mat, pictures } = fixture<Data>("data.json");
  const { kinds, turned } = fixture<Pictures>("pictures.json");
  const decoded = (text: string): Buffer => Buffer.from(text, "base64");
  const folder = { source: "folder", path: ".", size: [8, 8] };
  const picture = (name: string, text: string): Seed => {
    const extension = last(name.split("."));
    return {
      kind: extension.toLowerCase(),
      name: `picture.${extension}`,
      bytes: decoded(text),
      data: folder,
    };
  };
  return [
    ...Object.entries(pictures).map(([name, text]) => picture(name, text)),
    ...Object.entries(kinds).map(([name, { bytes }]) => picture(name, bytes)),
    picture("turned.jpg", entry(turned, "JPEG 6").bytes),
    picture("turned.png", entry(turned, "PNG 6").bytes),
    ...["|u1", "<f4", "<i8", "|b1", "version 3"].map((type) => ({
      kind: "npy",
      name: "array.npy",
      bytes: decoded(entry(npy, type)),
      data: { source: "npy", file: "array.npy", shape: [3] },
    })),
    {
      kind: "mat",
      name: "faces.mat",
      bytes: decoded(entry(mat, "tfd")),
      data: { source: "tfd", file: "faces.mat" },
    },
    ...tables(),
    idx(),
  ];
}

function tables(): Seed[] {
  const columns = [
    { type: "numeric", name: "age" },
    { type: "categorical", name: "town", values: ["Rome", "Oslo", "a, b"] },
  ];
  const rows = 'age,town\n1.5,Rome\n-2e3,Oslo\n0,"a, b"\n';
  return [
    {
      kind: "csv",
      name: "table.csv",
      bytes: Buffer.from(rows.repeat(1) + "7,Oslo\n".repeat(40)),
      data: { source: "csv", file: "table.csv", columns },
    },
    {
      kind: "csv",
      name: "table.csv",
      bytes: Buffer.from(`\ufeff${rows}`, "utf16le"),
      data: { source: "csv", file: "table.csv", columns },
    },
  ];
}

/** Three pictures of 28 x 28 as MNIST's files hold them. */
function idx(): Seed {
  const head = Buffer.from([0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 28, 0, 0, 0, 28]);
  return {
    kind: "idx",
    name: "train-images-idx3-ubyte",
    bytes: Buffer.concat([head, Buffer.alloc(3 * 28 * 28, 77)]),
    data: { source: "idx" },
  };
}

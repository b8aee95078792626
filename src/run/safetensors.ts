import * as z from "../shared/zod";
import { GanError } from "../shared/errors";
import type { Values } from "../tensor/values";

/*
 * The safetensors format (https://github.com/huggingface/safetensors): eight bytes of header
 * length, little-endian; a JSON header with each tensor's dtype, shape and place; the values, one
 * tensor after the other.
 */

const DTYPES = { float32: "F32", int32: "I32" } as const;

const size = z.int().min(0);
const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(size),
  data_offsets: z.tuple([size, size]),
});
const headerSchema = z
  .object({ __metadata__: z.record(z.string(), z.string()).default({}) })
  .catchall(entrySchema);
type Entry = z.infer<typeof entrySchema>;

/** The bytes of a file one after the other: its header, then the tensors where they lie. */
export function safetensorsPieces(
  tensors: Record<string, Values>,
  metadata: Record<string, string> = {},
): Uint8Array[] {
  const header: Record<string, Entry | Record<string, string>> = { __metadata__: metadata };
  let end = 0;
  for (const [name, { dtype, shape, values }] of Object.entries(tensors)) {
    header[name] = { dtype: DTYPES[dtype], shape, data_offsets: [end, (end += values.byteLength)] };
  }
  const json = Buffer.from(JSON.stringify(header));
  // The values begin at a multiple of eight bytes; the format pads its header with spaces.
  const headerLength = Math.ceil(json.length / 8) * 8;
  const start = Buffer.alloc(8 + headerLength, " ");
  start.writeBigUInt64LE(BigInt(headerLength), 0);
  json.copy(start, 8);
  const bytes = Object.values(tensors).map(
    ({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  );
  return [start, ...bytes];
}

/** The bytes of a file as one. */
export const encodeSafetensors = (...given: Parameters<typeof safetensorsPieces>): Uint8Array =>
  Buffer.concat(safetensorsPieces(...given));

/**
 * Throws `bad-run` naming `source` where the bytes are not a whole safetensors file of float32 and
 * int32; with `skipOthers` tensors of other types are passed over.
 */
export function decodeSafetensors(
  file: Uint8Array,
  source: string,
  { skipOthers = false } = {},
): { tensors: Record<string, Values>; metadata: Record<string, string> } {
  const bad = (why: string) =>
    new GanError(
      "bad-run",
      `not a whole safetensors file: ${why} (${source})`,
      "take another copy of it, or another checkpoint",
    );
  if (file.byteLength < 8) throw bad(`only ${file.byteLength} bytes`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const start = 8 + Number(view.getBigUint64(0, true));
  if (start > file.byteLength) throw bad("its header is cut off");
  let header: z.infer<typeof headerSchema>;
  try {
    header = headerSchema.parse(
      JSON.parse(Buffer.from(file.buffer, file.byteOffset + 8, start - 8).toString("utf8")),
    );
  } catch {
    throw bad("its header cannot be read");
  }
  const { __metadata__: metadata, ...entries } = header;
  const end = endOf(Object.values(entries) as Entry[]);
  if (end === undefined) throw bad("its tensors do not lie one after the other");
  if (start + end > file.byteLength) throw bad("its tensors are cut off");
  if (start + end < file.byteLength)
    throw bad(`${file.byteLength - start - end} bytes follow its tensors`);
  const tensors: Record<string, Values> = {};
  for (const [name, entry] of Object.entries(entries) as [string, Entry][]) {
    const { dtype, shape, data_offsets: place } = entry;
    const bytes = shape.reduce((a, b) => a * b, 1) * 4;
    if (dtype !== "F32" && dtype !== "I32") {
      if (skipOthers) continue;
      throw bad(`"${name}" has type ${dtype}`);
    }
    const [from, to] = place;
    if (to - from !== bytes)
      throw bad(`"${name}" has ${to - from} bytes, and its shape takes ${bytes}`);
    tensors[name] = valuesIn(file.slice(start + from, start + to), dtype, shape);
  }
  return { tensors, metadata };
}

/** The numbers that bytes stand for. */
function valuesIn(
  { buffer, byteOffset, length }: Uint8Array,
  dtype: "F32" | "I32",
  shape: number[],
): Values {
  return dtype === "F32"
    ? { dtype: "float32", shape, values: new Float32Array(buffer, byteOffset, length / 4) }
    : { dtype: "int32", shape, values: new Int32Array(buffer, byteOffset, length / 4) };
}

/**
 * Where the values of tensors end, which lie one after the other, in any order; undefined where
 * they do not.
 */
function endOf(entries: readonly Entry[]): number | undefined {
  let end = 0;
  const places = entries
    .map(({ data_offsets: place }) => place)
    .sort(([fromA, toA], [fromB, toB]) => fromA - fromB || toA - toB);
  for (const [from, to] of places) {
    if (from !== end || to < from) return undefined;
    end = to;
  }
  return end;
}

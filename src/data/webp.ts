import { readFile } from "node:fs/promises";
import { join } from "node:path";
import decode, { init } from "@jsquash/webp/decode";
import { assetDir } from "../shared/files/asset-dir";
import type { Rgba } from "./decode";

/* Decodes WebP pictures by libwebp in WebAssembly. */

/** Where libwebp lies in its package. */
const IN_PACKAGE = join("codec", "dec");

let ready: Promise<void> | undefined;

/**
 * Decodes a WebP with Google's libwebp, compiled to WebAssembly. @throws Error where it is damaged
 */
export async function decodeWebp(bytes: Buffer): Promise<Rgba> {
  ready ??= start();
  await ready;
  const { width, height, data } = await decode(Uint8Array.from(bytes).buffer);
  return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
}

async function start(): Promise<void> {
  const folder = assetDir("webp", "@jsquash/webp", IN_PACKAGE);
  const wasmBinary = Uint8Array.from(await readFile(join(folder, "webp_dec.wasm"))).buffer;
  await init({ wasmBinary });
}

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/** `hex` in lower case. */
export interface Digest {
  algorithm: "sha256" | "md5";
  hex: string;
}

/** The digest of a file, in lower-case hex. */
export async function digestOf(file: string, algorithm: Digest["algorithm"], signal?: AbortSignal): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash, signal ? { signal } : {});
  return hash.digest("hex");
}

/**
 * `npm run recording`: makes the README's recording of a student's way from the pictures that its
 * test takes of the window, `GAN_RECORDING=1 npx mocha test/e2e/window.test.ts -g "a student"`. It
 * is to be looked at before it is kept.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PNG } from "pngjs";
import UPNG from "upng-js";

const PICTURES = "test/e2e/out/dark";
const FILE = "media/student-way.png";
const MAX_BYTES = 3_000_000;
/** Of all frames together. */
const COLOURS = 256;
/** How long each stage is shown, at its end where it moves. */
const STAGE_MS = 2500;
/** How long each other picture of a stage is shown; in slow motion there is more to see in each. */
const MOVING_MS = 250;
const SLOW_MS = 700;

/** What a picture shows: its name without its number. */
const stageOf = (name: string | undefined): string | undefined => name?.replace(/^\d+-/, "");

const names = readdirSync(PICTURES)
  .filter((name) => /^\d+-student-/.test(name))
  .sort();
const pictures = names.map((name) => PNG.sync.read(readFileSync(join(PICTURES, name))));
const [first] = pictures;
const numbers = new Set(names.map((name) => Number.parseInt(name, 10)));
if (numbers.size < names.length) throw new Error(`pictures of two ways in ${PICTURES}: remove it`);
if (!first) throw new Error(`no pictures in ${PICTURES}: run the test of the way first`);
const { width, height } = first;
const frames = pictures.map(({ data }) => Uint8Array.from(data).buffer);
const durations = names.map((name, i) => {
  if (stageOf(name) !== stageOf(names[i + 1])) return STAGE_MS;
  return name.includes("slow-motion") ? SLOW_MS : MOVING_MS;
});
const file = Buffer.from(UPNG.encode(frames, width, height, COLOURS, durations));
if (file.length > MAX_BYTES) throw new Error(`${file.length} bytes are more than ${MAX_BYTES}`);
writeFileSync(FILE, file);
console.log(`${FILE}: ${frames.length} pictures, ${file.length} bytes`);

/**
 * `npm run recording`: makes the README's recording of a student's way from the pictures that its
 * test takes of the window, `npx mocha test/e2e/window.test.ts -g "a student"`. It is to be looked
 * at before it is kept.
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
/** How long each stage is shown. */
const STAGE_MS = 3000;

const stages = readdirSync(PICTURES).filter((name) => /^\d+-student-/.test(name));
const pictures = stages.sort().map((name) => PNG.sync.read(readFileSync(join(PICTURES, name))));
const [first] = pictures;
if (!first) throw new Error(`no pictures in ${PICTURES}: run the test of the way first`);
const { width, height } = first;
const frames = pictures.map(({ data }) => Uint8Array.from(data).buffer);
const durations = frames.map(() => STAGE_MS);
const file = Buffer.from(UPNG.encode(frames, width, height, COLOURS, durations));
if (file.length > MAX_BYTES) throw new Error(`${file.length} bytes are more than ${MAX_BYTES}`);
writeFileSync(FILE, file);
console.log(`${FILE}: ${frames.length} stages, ${file.length} bytes`);

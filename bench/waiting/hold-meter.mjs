/*
 * Is loaded into a trainer before its own program (`NODE_OPTIONS=--import`) and notes how long its
 * thread was held: a timer that is to fire every few milliseconds fires late by as much. A line of
 * the file that `GAN_HOLD_METER` names: when the thread was free again, and for how many
 * milliseconds it was held.
 */
import { appendFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

const file = process.env.GAN_HOLD_METER;
const EVERY_MS = 5;
const NOTED_MS = 20;

if (file && isMainThread && process.send) {
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    const held = now - last - EVERY_MS;
    if (held > NOTED_MS) appendFileSync(file, `${Date.now()} ${held.toFixed(0)}\n`);
    last = performance.now();
  }, EVERY_MS).unref();
}

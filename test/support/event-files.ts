import { decodeEvent, type TensorBoardEvent } from "../../src/run/tensorboard/event-proto";

/** The events in the bytes of an event file. Checksums are TensorBoard's own reader's to check. */
export function eventsIn(bytes: Buffer): TensorBoardEvent[] {
  const events: TensorBoardEvent[] = [];
  for (let at = 0; at < bytes.length;) {
    const begin = at + 12;
    const end = begin + Number(bytes.readBigUInt64LE(at));
    events.push(decodeEvent(bytes.subarray(begin, end)));
    at = end + 4;
  }
  return events;
}

import assert from "node:assert/strict";
import { copyInTurns } from "../../../src/engine/copy-state";

it("the event loop turns between the large tensors of a state that is copied", async () => {
  const events: string[] = [];
  const turn = () => {
    events.push("turn");
    if (events.filter((event) => event === "copy").length < 3) setImmediate(turn);
  };
  setImmediate(turn);
  const values = new Float32Array(5_000_000);
  const tensor = (name: string) => ({
    name,
    dtype: "float32" as const,
    shape: [values.length],
    copy() {
      events.push("copy");
      return values;
    },
  });
  const state = await copyInTurns(["a", "b", "c"].map(tensor));
  assert.deepEqual(Object.keys(state), ["a", "b", "c"]);
  assert.doesNotMatch(events.join(" "), /copy copy/);
});

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command, FromTrainer } from "../../../src/shared/protocol/messages";
import { CommandQueue } from "../../../src/trainer/process/command-queue";

describe("The commands that nobody took when a run ends", () => {
  it("are refused, but for the wish that it ends", async () => {
    const posted: FromTrainer[] = [];
    const dir = mkdtempSync(join(tmpdir(), "gan-queue-"));
    const queue = new CommandQueue({
      dir,
      post: (message) => posted.push(message),
      lock: { assertOwn: () => undefined },
      log: () => undefined,
      read: 0,
      step: () => 7,
    });
    const commands: Command["type"][] = ["stop", "pause", "stop"];
    commands.forEach((type, id) =>
      queue.receive({ type: "command", id, command: { type } as Command }),
    );
    await queue.close();
    rmSync(dir, { recursive: true });
    assert.deepEqual(
      posted.map((message) => ("step" in message ? message.step : message.type)),
      [7, "refusal", 7],
    );
  });
});

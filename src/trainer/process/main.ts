import { formatIssues } from "../../experiment/explain";
import { GanError, toGanError } from "../../shared/errors";
import { type FromTrainer, type ToTrainer, toTrainerSchema } from "../../shared/protocol/messages";
import { PROTOCOL_VERSION } from "../../shared/protocol/version";
import * as z from "../../shared/zod";
import { describeJobFailure } from "./failures";
import { runJob } from "../jobs";
import { Explorer } from "../jobs/explore";
import type { CommandQueue } from "./command-queue";
import { train } from "../session/train";

/*
 * The child process that trains one run, or does one job on it. It is started with an IPC channel
 * by `client.ts` or `run-job.ts`, told which run folder to train or what else to do, and leaves
 * when that is done or when its host is gone. Whatever it is asked that it cannot do, it answers,
 * and then leaves.
 */

/** A host that is gone is no failure: `disconnect` comes a moment later. */
const post = (message: FromTrainer): void => {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
};

let commands: CommandQueue | undefined;
let explorer: Explorer | undefined;
/** Whether to train on when the host has gone. */
let outlivesHost = false;

process.on("message", (raw) => {
  const parsed = toTrainerSchema.safeParse(raw);
  if (!parsed.success) return refuse(raw, parsed.error);
  const message = parsed.data;
  if (message.type === "start")
    void train(message, post, (opened) => {
      commands = opened;
    }).then(
      () => leave(0),
      (thrown: unknown) => leaveWith("failed", describeJobFailure(thrown)),
    );
  else if (message.type === "job")
    void runJob(message.job, post).then(
      () => leave(0),
      (thrown: unknown) => leaveWith("jobFailed", toGanError(thrown)),
    );
  else if (message.type === "explore")
    void Explorer.open(message, post).then(
      (opened) => {
        explorer = opened;
        post({ type: "exploring", run: opened.run });
      },
      (thrown: unknown) => leaveWith("failed", describeJobFailure(thrown)),
    );
  else if (message.type === "draw") draw(message);
  else if (message.type === "outliveHost") outlivesHost = message.value;
  else if (commands) commands.receive(message);
  else
    post({
      type: "refusal",
      id: message.id,
      code: "busy",
      message: "the run has not begun yet",
      hint: "try again in a moment",
    });
});
process.on("disconnect", () => {
  if (!outlivesHost) loseHost();
});
// Nobody reads the error output of a process that has outlived its host.
process.stderr.on("error", () => undefined);
// A terminal sends this to the whole group; the host decides, and asks for a stop.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", loseHost);

/** Answers with samples of the run that is explored. */
function draw({ id, ask }: Extract<ToTrainer, { type: "draw" }>): void {
  const refuseDraw = ({ code, message, hint }: GanError) =>
    post({ type: "refusal", id, code, message, hint });
  if (!explorer)
    return refuseDraw(new GanError("busy", "the run is not open yet", "try again in a moment"));
  void explorer.draw(ask).then(
    (drawn) => post({ type: "drawn", id, drawn }),
    (thrown: unknown) => refuseDraw(describeJobFailure(thrown)),
  );
}

const askedSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("start") }),
  z.object({ type: z.literal("job") }),
  z.object({
    type: z.literal("command"),
    id: z.int(),
    command: z.object({ type: z.string() }),
  }),
]);

/**
 * A message that cannot be taken. Whoever waits for an answer to it gets one; a process that was
 * told nothing it can do leaves.
 */
function refuse(raw: unknown, error: z.ZodError): void {
  const asked = askedSchema.safeParse(raw).data;
  const why = formatIssues(error, toTrainerSchema, raw);
  if (asked?.type === "command")
    return post({
      type: "refusal",
      id: asked.id,
      code: "bad-usage",
      message: `not a command: ${asked.command.type}: ${why}`,
      hint: "nothing was changed",
    });
  const what = asked
    ? `the trainer cannot take this ${asked.type}`
    : "the trainer cannot take this";
  const refusal = new GanError(
    "bad-usage",
    `${what}: ${why}`,
    `both sides must speak protocol ${PROTOCOL_VERSION}`,
  );
  // A message of no known kind does not end what goes on.
  if (!asked && commands) return complain(refusal.message);
  leaveWith(asked?.type === "job" ? "jobFailed" : "failed", refusal);
}

/** Before a run was begun there is nothing to save. */
function loseHost(): void {
  if (commands) commands.loseHost();
  else leave(0);
}

function complain(message: string): void {
  process.stderr.write(`${message}\n`);
}

/** Tells the host why, and leaves. */
function leaveWith(type: "failed" | "jobFailed", { code, message, hint }: GanError): void {
  post({ type, code, message, hint });
  complain(message);
  leave(1);
}

/** Ends the process once what was posted is on its way. */
function leave(code: number): void {
  process.exitCode = code;
  if (process.connected) process.disconnect();
  process.exit();
}

post({ type: "ready", protocol: PROTOCOL_VERSION });

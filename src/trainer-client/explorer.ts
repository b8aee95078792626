import { GanError } from "../shared/errors";
import type { Drawn, ExploreAsk, ExploredRun } from "../shared/protocol/explore";
import { PROTOCOL_VERSION } from "../shared/protocol/version";
import { crashOf } from "./crash-of";
import { failureOf } from "./failure-of";
import { PendingAnswers } from "./pending-answers";
import { type ProcessOptions, TrainerProcess } from "./process";

/* Starts a process that draws samples of a run as they are asked for. */

export interface ExplorerOptions extends Omit<
  ProcessOptions,
  "onMessage" | "onStray" | "onErrorLine"
> {
  runDir: string;
  engine?: string;
  /** How far it is where something takes time, such as fetching data. */
  onProgress?(what: string, fraction: number): void;
  /** Something that a person should know and that is no failure. */
  onNotice?(message: string): void;
}

/** A run that is open in a process of its own. */
export interface RunExplorer {
  readonly run: ExploredRun;
  readonly pid: number;
  /** @throws GanError the process' own, or `trainer-crashed` */
  draw(ask: ExploreAsk): Promise<Drawn>;
  /** Resolves when the process has ended, to why where it was not closed. */
  readonly ended: Promise<GanError | undefined>;
  close(): void;
}

/** Opens a run to draw samples of it. @throws GanError where it cannot be opened */
export function startExplorer(options: ExplorerOptions): Promise<RunExplorer> {
  const { runDir, engine, onProgress, onNotice, ...process } = options;
  const pending = new PendingAnswers<Drawn>();
  let closed = false;
  return new Promise((resolve, reject) => {
    const worker = new TrainerProcess({
      ...process,
      onMessage(message) {
        pending.refuse(message);
        if (message.type === "ready")
          worker.send({
            type: "explore",
            protocol: PROTOCOL_VERSION,
            runDir,
            ...(engine === undefined ? {} : { engine }),
          });
        else if (message.type === "progress") onProgress?.(message.what, message.fraction);
        else if (message.type === "notice") onNotice?.(message.message);
        else if (message.type === "failed") reject(failureOf(message));
        else if (message.type === "drawn") pending.answer(message.id, message.drawn);
        else if (message.type === "exploring") resolve(explorerOf(message.run));
      },
    });
    const ended = worker.ended.then((end) => {
      pending.abandon("open the page again");
      const error = closed
        ? undefined
        : crashOf(end, "the process that draws samples", "open the page again");
      reject(error ?? new GanError("cancelled", "closed"));
      return error;
    });
    const explorerOf = (run: ExploredRun): RunExplorer => ({
      run,
      pid: worker.pid,
      ended,
      draw: (ask) =>
        worker.isConnected
          ? pending.ask((id) => worker.send({ type: "draw", id, ask }))
          : Promise.reject(
              new GanError("trainer-crashed", "the process has ended", "open the page again"),
            ),
      close() {
        closed = true;
        worker.kill();
      },
    });
  });
}

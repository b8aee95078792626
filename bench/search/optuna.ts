import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Point } from "../../src/search/space/space";
import type { Problem } from "./problems";

/** Optuna in a process of its own, which suggests points and is told their losses. */
export class Optuna {
  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly lines: AsyncIterator<string>,
  ) {}

  static start(python: string): Optuna {
    const child = spawn(python, [join(__dirname, "ask-optuna.py")]);
    child.stderr.pipe(process.stderr);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return new Optuna(child, lines);
  }

  /** The losses of a study's trials, in their order. */
  async losses({ space, lossOf }: Problem, seed: number, trials: number): Promise<number[]> {
    let point = await this.exchange({ space, seed });
    const losses = [lossOf(point)];
    while (losses.length < trials) {
      point = await this.exchange({ loss: losses.at(-1) });
      losses.push(lossOf(point));
    }
    return losses;
  }

  stop(): void {
    this.child.stdin.end();
  }

  private async exchange(message: object): Promise<Point> {
    this.child.stdin.write(`${JSON.stringify(message)}\n`);
    const { value, done } = await this.lines.next();
    if (done) throw new Error("Optuna ended; what it said stands above");
    return JSON.parse(value) as Point;
  }
}

import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readRecord } from "../../../src/run";
import { JOB_RANGES } from "../../../src/shared/protocol/jobs";
import { PROTOCOL_VERSION } from "../../../src/shared/protocol/version";
import { commandLine, example } from "../../support/command-line";
import { REPOSITORY } from "../../support/paths";
import { present } from "../../support/values";

const TRAINER = join(REPOSITORY, "dist", "trainer.js");

describe("values out of bounds are refused in words", () => {
  const at = commandLine();
  const { gan } = at;
  beforeEach(() => {
    at.copyTo("run");
  });
  const run = () => join(at.folder, "run");

  describe("arguments", () => {
    const [, mostSamples] = JOB_RANGES.count;
    const refused = async (args: string[], code: number, said: RegExp) => {
      const outcome = await gan(...args);
      const told = `${args.join(" ")}: ${outcome.code} ${outcome.stdout}${outcome.stderr}`;
      assert.equal(outcome.code, code, told);
      assert.match(outcome.stderr, said, told);
      assert.equal(outcome.stderr.match(/error:/g)?.length, 1, `said once: ${told}`);
    };
    const config = example("gaussian-1d");

    for (const [command, option, wrong, said] of [
      [["train", config], "--steps", ["0", "-1", "1.5", "1e20", "", "many", "NaN"], /steps/],
      [["train", config], "--seed", ["-1", String(2 ** 31), "1e20", "0x", ""], /seed/],
      [["resume", "run"], "--steps", ["0", "-5", "1e20", "9007199254740992", "x"], /steps/],
      [["search", "x.study.json"], "--jobs", ["0", "-1", "1e20", "two"], /jobs/],
      [["evaluate", "run"], "--at", ["-1", "1e20", "newest", "1.5"], /at/],
      [["evaluate", "run"], "--samples", ["0", "-1", "1e20", ""], /samples/],
      [["sample", "run", "--out", "x.csv"], "--count", ["0", "1000001", "1e20", "-1"], /count/],
      [["sample", "run", "--out", "x.csv"], "--at", ["1e20", "-1", "first"], /at/],
      [["sample", "run", "--out", "x.csv"], "--seed", ["-1", "2147483648", "1e20"], /seed/],
      [["sample", "run", "--out", "x.csv"], "--truncation", ["0", "x"], /truncation/],
      [["sample", "run", "--out", "x.csv"], "--between", ["1", "0,1", "1,2,3"], /between/],
      [["interpolate", "run", "--out", "x.png"], "--columns", ["0", "1", "101", "1e20"], /columns/],
      [["interpolate", "run", "--out", "x.png"], "--rows", ["0", "101", "1e20"], /rows/],
      [["interpolate", "run", "--out", "x.png"], "--seed", ["-1", "2147483648"], /seed/],
      [["diagnose", "run", "--game"], "--eigenvalues", ["0", "x"], /eigenvalues/],
      [["diagnose", "run"], "--from", ["0"], /--from asks of the game; add --game/],
      [["send", "run", "evaluate"], "--samples", ["0", "1e20", "x"], /samples/],
      [
        ["send", "run", "learning-rate"],
        "--learning-rate",
        ["-1", "NaN", "x", ""],
        /learning-rate/,
      ],
      [
        ["send", "run", "discriminator-steps"],
        "--discriminator-steps",
        ["0", "101", "1.5", "x"],
        /discriminator-steps/,
      ],
    ] as const) {
      it(`of ${command[0]} ${option} beyond its bounds are refused before anything begins`, async () => {
        for (const value of wrong) await refused([...command, `${option}=${value}`], 2, said);
        assert.ok(!existsSync(join(at.folder, ".gan")));
      });
    }

    it("that a job cannot carry out end with its reason", async () => {
      const step = readRecord(run()).step;
      await refused(
        ["sample", "run", "--out", "x.csv", "--at", String(step + 1)],
        1,
        /no checkpoint of step 31/,
      );
      await refused(["sample", "run", "--out", "x.csv", "--class", "1"], 2, /is not conditional/);
      await refused(["sample", "run", "--out", "x.doc"], 2, /names no format/);
      await refused(
        ["sample", "run", "--out", "x.csv", "--engine", "abacus"],
        2,
        /no engine "abacus"/,
      );
      await refused(
        ["sample", "run", "--out", join("none", "x.csv")],
        1,
        /none.x\.csv cannot be opened: there is no such file or folder/,
      );
      await refused(["sample", "nowhere", "--out", "x.csv"], 1, /readable/);
      await refused(
        ["interpolate", "run", "--out", "x.png"],
        2,
        /samples of gaussian are not pictures/,
      );
      await refused(["evaluate", "run", "--samples", "1"], 2, /samples must be at least/);
      await refused(["evaluate", "run", "--metrics", "beauty"], 2, /beauty/);
      await refused(["evaluate", "run", "--features", "eyes"], 2, /eyes/);
      await refused(["features", "train", "gaussian"], 2, /there is no classifier/);
      await refused(
        ["features", "import", "none.safetensors"],
        2,
        /none\.safetensors cannot be opened/,
      );
    });

    it("at their bounds are taken", async () => {
      assert.equal(
        (await gan("sample", "run", "--out", "one.csv", "--count", "1", "--at", "30")).code,
        0,
      );
      assert.equal(
        (
          await gan(
            "sample",
            "run",
            "--out",
            "all.csv",
            "--count",
            String(mostSamples),
            "--seed",
            String(2 ** 31 - 1),
          )
        ).code,
        0,
      );
      const lines = readFileSync(join(at.folder, "all.csv"), "utf8").trim().split("\n");
      assert.equal(lines.length, 1 + mostSamples);
    });
  });

  describe("the trainer process", () => {
    let child: ChildProcess;
    afterEach(() => child.kill("SIGKILL"));

    /** What a trainer answers to a message that its protocol does not have, and how it leaves. */
    const answerTo = async (message: object) => {
      child = fork(TRAINER, [], {
        serialization: "advanced",
        stdio: ["ignore", "ignore", "ignore", "ipc"],
      });
      const answers: Record<string, unknown>[] = [];
      child.on("message", (answer: Record<string, unknown>) => {
        answers.push(answer);
        if (answer["type"] === "ready") child.send(message);
      });
      const [code] = (await once(child, "exit")) as [number];
      return { code, last: present(answers.at(-1)) };
    };
    const job = (wrong: object) => ({
      type: "job",
      protocol: PROTOCOL_VERSION,
      job: { kind: "sample", runDir: "x", count: 1, out: "x.csv", ...wrong },
    });

    for (const [what, message, type] of [
      ["a job with a count out of bounds", job({ count: 1_000_001 }), "jobFailed"],
      ["a job at a step that is none", job({ at: 1e20 }), "jobFailed"],
      ["a job of no known kind", job({ kind: "dance" }), "jobFailed"],
      ["a job of another protocol", { ...job({}), protocol: -1 }, "jobFailed"],
      ["no job", { type: "job", protocol: PROTOCOL_VERSION }, "jobFailed"],
      [
        "a start to a step that is none",
        { type: "start", protocol: PROTOCOL_VERSION, runDir: "x", steps: 1e20 },
        "failed",
      ],
      ["a start of no run", { type: "start", protocol: PROTOCOL_VERSION }, "failed"],
      ["a message of no known kind", { type: "greeting" }, "failed"],
    ] as const) {
      it(`answers ${what} with the reason, and leaves`, async () => {
        const { code, last } = await answerTo(message);
        assert.equal(code, 1);
        assert.equal(last["type"], type);
        assert.match(String(last["message"]), /the trainer cannot take this/);
      });
    }
  });
});

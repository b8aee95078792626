import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import {
  type Launch,
  launchSettings,
  rayJobs,
  slurmJob,
  slurmText,
  sshCommands,
} from "../../../../src/search/launch";
import { bytesOf } from "../../../../src/search/launch/worker-command";
import { shellWord } from "../../../../src/search/launch/shell";
import { at, first } from "../../../support/values";

/** A folder with all that a shell gives a meaning to. */
const DIR = `/tmp/it's a "study" $HOME 100% \`x\`; & | * \\ é`;

const LAUNCH: Launch = {
  dir: DIR,
  name: "rates",
  workers: 3,
  settings: { cores: 2, memory: "4G", gpus: 1 },
  cliFile: "/opt/gan workbench/cli.js",
  trust: false,
  env: {},
};

/** The arguments that a shell makes of a script that ends in a command, with a stand-in for it. */
const argumentsIn = (script: string): string[] =>
  execFileSync("bash", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);

const PRINT = `printf '%s\\0'`;

describe("workers that are started elsewhere", () => {
  it("get their words whole, whatever is in them", function () {
    if (process.platform === "win32") this.skip();
    const words = fc.array(
      fc.string({ unit: "grapheme" }).filter((word) => !word.includes("\0")),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(words, (given) => {
        assert.deepEqual(argumentsIn(`${PRINT} ${given.map(shellWord).join(" ")}`), given);
      }),
      { numRuns: 50 },
    );
  });

  it("are tasks of a Slurm array, which save in time and go back into the queue", function () {
    if (process.platform === "win32") this.skip();
    const job = slurmJob({
      ...LAUNCH,
      settings: { ...LAUNCH.settings, setup: "module load node", sbatch: ["--time=1:00:00"] },
    });
    assert.deepEqual(job.command, [
      "sbatch",
      "--parsable",
      "--job-name=rates",
      "--array=0-2",
      "--cpus-per-task=2",
      "--mem=4096M",
      "--gres=gpu:1",
      "--requeue",
      "--signal=B:USR1@60",
      `--output=${DIR.replace("%", "%%")}/logs/slurm-%A_%a.txt`,
      "--open-mode=append",
      "--time=1:00:00",
    ]);
    assert.match(job.script, /^#!\/bin\/bash\nmodule load node\nnode /);
    const said = argumentsIn(`sbatch() { ${PRINT} "$@"; cat; printf '\\0'; }\n${slurmText(job)}`);
    assert.deepEqual(said.slice(0, -1), job.command.slice(1), "as it is shown");
    assert.equal(said.at(-1), job.script);
    const worker = at(job.script.split("\n"), 2).replace(/ &$/, "");
    assert.deepEqual(argumentsIn(`node() { ${PRINT} "$@"; }\n${worker}`), [
      "/opt/gan workbench/cli.js",
      "work",
      DIR,
      "--threads",
      "2",
    ]);
  });

  it("are jobs of Ray, one a worker, each with its own cores and memory", () => {
    const jobs = rayJobs(LAUNCH, "0123");
    assert.deepEqual(
      jobs.map((job) => job.submission_id),
      ["gan-rates-0123-0", "gan-rates-0123-1", "gan-rates-0123-2"],
    );
    const { entrypoint, ...rest } = first(jobs);
    assert.deepEqual(rest, {
      submission_id: "gan-rates-0123-0",
      entrypoint_num_cpus: 2,
      entrypoint_num_gpus: 1,
      entrypoint_memory: 4 * 2 ** 30,
      metadata: { study: DIR },
    });
    assert.match(entrypoint, /^exec env /);
    assert.equal(bytesOf("1.5G"), 1536 * 2 ** 20);
  });

  it("are processes of the named hosts, which outlive the connection", function () {
    if (process.platform === "win32") this.skip();
    const launch = { ...LAUNCH, env: { GAN_WORKBENCH_CACHE: "/a cache" }, trust: true };
    const commands = sshCommands(launch, ["one", "user@two"]);
    assert.deepEqual(
      commands.map((command) => command.slice(0, -1)),
      ["one", "user@two", "one"].map((host) => ["ssh", "-o", "BatchMode=yes", "--", host]),
    );
    const folder = mkdtempSync(join(tmpdir(), "gan-ssh-"));
    try {
      const dir = join(folder, "it's $HOME");
      const [command] = sshCommands(
        {
          ...launch,
          dir,
          cliFile: join(folder, "c l i.js"),
          settings: { setup: `mkdir -p ${shellWord(join(dir, "logs"))}`, node: process.execPath },
        },
        ["one"],
      );
      const done = join(folder, "done");
      writeFileSync(
        join(folder, "c l i.js"),
        `require("fs").writeFileSync(${JSON.stringify(done)}, JSON.stringify(` +
          "[process.argv.slice(2), process.env.GAN_WORKBENCH_CACHE]))",
      );
      const pid = execFileSync("sh", ["-c", at(command ?? [], -1)], { encoding: "utf8" });
      assert.match(pid, /^\d+\n$/);
      execFileSync("sh", ["-c", `until [ -s ${shellWord(done)} ]; do sleep 0.1; done`]);
      assert.deepEqual(JSON.parse(execFileSync("cat", [done], { encoding: "utf8" })), [
        ["work", dir, "--trust"],
        "/a cache",
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    assert.throws(() => sshCommands(LAUNCH, ["-oProxyCommand=x"]), /"-oProxyCommand=x" is no host/);
    assert.throws(() => sshCommands(LAUNCH, []), /on which hosts\?/);
  });

  it("take what the study says before what the user's own file says", () => {
    const folder = mkdtempSync(join(tmpdir(), "gan-workers-"));
    try {
      const file = join(folder, "workers.json");
      assert.deepEqual(launchSettings({ cores: 2 }, file), { cores: 2 });
      writeFileSync(file, '{ "cores": 8, "sbatch": ["--partition=short"], "node": "node22" }');
      assert.deepEqual(launchSettings({ cores: 2 }, file), {
        cores: 2,
        sbatch: ["--partition=short"],
        node: "node22",
      });
      for (const wrong of ['{ "cores": 0 }', "{", '{ "memory": "much" }', '{ "cpus": 1 }']) {
        writeFileSync(file, wrong);
        assert.throws(
          () => launchSettings({}, file),
          /the settings of workers cannot be read: .* \(.*workers\.json\)/s,
        );
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

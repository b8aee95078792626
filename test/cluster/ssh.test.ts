import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readStudyView } from "../../src/search";
import { requirePart } from "../harness/require-part";
import { type Sshd, sshdMissing, startSshd } from "../harness/sshd";
import { runGan } from "../support/command-line";
import { at } from "../support/values";
import { claimsOf, liveWorkers, STUDY_DIR, studyFolder } from "./support";
import { until } from "../support/until";

describe("a study on machines that a real ssh reaches", () => {
  let folder: string;
  let sshd: Sshd | undefined;
  before(async function () {
    requirePart(this, sshdMissing());
    // Four runs: that they are the same wherever they are trained the other suites show.
    folder = studyFolder({ "optimizer.generator.learningRate": [1e-4, 2e-4, 4e-4, 8e-4] });
    sshd = await startSshd();
  });
  after(async () => {
    await sshd?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const search = (...args: string[]) =>
    runGan(["search", "rates.study.json", "--study-dir", STUDY_DIR, ...args], folder, sshd?.env);

  it("is trained by a worker on each host; one is killed, and the other trains all that is left", async () => {
    const dir = join(folder, STUDY_DIR);
    const { code, stdout, stderr } = await search("--json", "--on", "ssh", "one", "two");
    assert.equal(code, 0, stderr);
    const { ids } = JSON.parse(stdout) as { ids: string[] };
    assert.match(ids.join(), /^process \d+ on one,process \d+ on two$/);
    const busy = () => liveWorkers(dir).filter(({ id }) => claimsOf(dir, id) >= 1);
    await until("a worker has begun a run", () => busy().length > 0);
    process.kill(at(busy(), 0).pid, "SIGKILL");
    await until("the other one has trained all four", async () => {
      const { trials } = await readStudyView(dir);
      return trials.every(({ state }) => state === "finished");
    });
    await until("it has left", () => liveWorkers(dir).length === 0);
    const said = readFileSync(join(dir, "logs", "ssh-one-0.txt"), "utf8");
    assert.match(said, /rates: 4 runs in /);
  });

  it("says what ssh says of a host that there is not", async () => {
    const { code, stderr } = await search("--on", "ssh", "nowhere.invalid");
    assert.equal(code, 2);
    assert.match(stderr, /no worker was started: ssh: .*nowhere\.invalid/);
  });
});

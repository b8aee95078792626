import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { installRay, type Ray, startRay } from "../harness/ray";
import { requirePart } from "../harness/require-part";
import { runGan } from "../support/command-line";
import { at } from "../support/values";
import {
  assertSameStudy,
  claimsOf,
  liveWorkers,
  STUDY_DIR,
  studyFolder,
  trainedHere,
} from "./support";
import { until } from "../support/until";

describe("a study on a real Ray", () => {
  let whole: string;
  let folder: string;
  let ray: Ray | undefined;
  before(async function () {
    const installed = await installRay();
    if ("missing" in installed) return requirePart(this, installed.missing);
    folder = studyFolder();
    ray = await startRay(installed.bin, 2);
    whole = await trainedHere();
  });
  after(async () => {
    await ray?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const statusOf = async (id: string): Promise<string> => {
    const response = await fetch(`${ray?.address ?? ""}/api/jobs/${id}`);
    return ((await response.json()) as { status: string }).status;
  };

  it("is trained by two jobs; one is killed, and the other one trains all that is left", async () => {
    const dir = join(folder, STUDY_DIR);
    const on = ["--on", "ray", ray?.address ?? ""];
    const { code, stdout, stderr } = await runGan(
      ["search", "rates.study.json", "--study-dir", STUDY_DIR, "--jobs", "2", "--json", ...on],
      folder,
    );
    assert.equal(code, 0, stderr);
    const { ids } = JSON.parse(stdout) as { ids: string[] };
    assert.equal(ids.length, 2);
    // The other job may begin before or after that.
    const busy = () => liveWorkers(dir).filter(({ id }) => claimsOf(dir, id) >= 2);
    await until("a worker has begun its second run", () => busy().length > 0);
    process.kill(at(busy(), 0).pid, "SIGKILL");
    await until("the other one has ended", async () => {
      const states = await Promise.all(ids.map(statusOf));
      return states.sort().join() === "FAILED,SUCCEEDED";
    });
    await assertSameStudy(whole, folder);
  });

  it("says what is wrong where Ray does not answer", async () => {
    const { code, stderr } = await runGan(
      ["search", "--resume", STUDY_DIR, "--on", "ray", "http://127.0.0.1:9"],
      folder,
    );
    assert.equal(code, 2);
    assert.match(
      stderr,
      /Ray took no job: .*\(http:\/\/127\.0\.0\.1:9\/api\/jobs\/\); give the address/,
    );
  });
});

/**
 * Runs `suite.ts`, bundled by `esbuild.mjs --tests`, inside the extension host of a real VS Code:
 * in a window whose workspace is trusted, then in one whose workspace is not.
 */
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runExtensionTests } from "../harness/extension-tests";
import { REPOSITORY } from "../support/paths";
import type { TestResults } from "../harness/results-reporter";

async function main(): Promise<void> {
  const trusted = await runIn({ trust: true });
  const untrusted = await runIn({ trust: false });
  const total: TestResults = {
    passed: trusted.passed + untrusted.passed,
    failed: trusted.failed + untrusted.failed,
    skipped: trusted.skipped + untrusted.skipped,
    milliseconds: { ...trusted.milliseconds, ...untrusted.milliseconds },
    failures: [...trusted.failures, ...untrusted.failures],
  };
  if (process.env.GAN_TEST_RESULTS)
    await writeFile(process.env.GAN_TEST_RESULTS, JSON.stringify(total));
  if (total.failed > 0) process.exitCode = 1;
}

async function runIn({ trust }: { trust: boolean }): Promise<TestResults> {
  // The tests write runs into their workspace.
  const workspace = await mkdtemp(join(tmpdir(), "gan-workspace-"));
  try {
    await cp(join(REPOSITORY, "examples"), workspace, { recursive: true });
    const results = await runExtensionTests({
      extensionPath: REPOSITORY,
      testsPath: join(REPOSITORY, "dist/test/vscode-suite.js"),
      workspace,
      trust,
    });
    const { passed, failed, skipped } = results;
    if (passed + failed + skipped === 0 && !process.env.GAN_TEST_GREP)
      throw new Error(`no test was run in a workspace that is ${trust ? "" : "not "}trusted`);
    return results;
  } finally {
    await rm(workspace, { recursive: true, force: true, maxRetries: 5 });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

/** Runs `suite.ts`, bundled by `esbuild.mjs --tests`, inside the extension host of a real VS Code. */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runExtensionTests } from "../harness/extension-tests";
import { REPOSITORY } from "../harness/install";

async function main(): Promise<void> {
  // The tests write runs into their workspace.
  const workspace = await mkdtemp(join(tmpdir(), "gan-workspace-"));
  try {
    await cp(join(REPOSITORY, "examples"), workspace, { recursive: true });
    const { failed } = await runExtensionTests({
      extensionPath: REPOSITORY,
      testsPath: join(REPOSITORY, "dist/test/vscode-suite.js"),
      workspace,
    });
    if (failed > 0) process.exitCode = 1;
  } finally {
    await rm(workspace, { recursive: true, force: true, maxRetries: 5 });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

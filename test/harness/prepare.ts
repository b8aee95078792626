/**
 * Installs what the tiers with a real VS Code need, before any test's clock runs. Fails with the
 * reason where they cannot run.
 */
import { launchBrowser } from "./browser";
import { installVsCode, vsCodeUnavailable } from "./vscode-server";

async function prepare(): Promise<void> {
  const reason = vsCodeUnavailable();
  if (reason) throw new Error(reason);
  await installVsCode();
  const browser = await launchBrowser();
  await browser.close();
}

prepare().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});

/**
 * The same run in a desktop VS Code (GAN_TEST_VSCODE=desktop), for machines where one can be
 * downloaded and shown.
 */
import { join } from "node:path";
import type { ExtensionTestOptions } from "./extension-tests";

/** The part of `@vscode/test-electron` that is used; the package is not among our dependencies. */
interface TestElectron {
  runTests(options: {
    extensionDevelopmentPath: string;
    extensionTestsPath: string;
    launchArgs: string[];
    extensionTestsEnv: NodeJS.ProcessEnv | undefined;
  }): Promise<number>;
}

/** @returns how the run ended, in words */
export async function runDesktopTests(
  options: ExtensionTestOptions,
  userDataDir: string,
): Promise<string> {
  const { runTests } = await loadTestElectron();
  try {
    const code = await runTests({
      extensionDevelopmentPath: options.extensionPath,
      extensionTestsPath: options.testsPath,
      launchArgs: [
        options.workspace,
        "--user-data-dir",
        join(userDataDir, "desktop"),
        ...(options.trust === false ? [] : ["--disable-workspace-trust"]),
      ],
      extensionTestsEnv: options.env,
    });
    return `VS Code exited with ${code}`;
  } catch (error) {
    // Failed tests end here too; the results file tells them from a VS Code that did not run.
    return String(error);
  }
}

async function loadTestElectron(): Promise<TestElectron> {
  const name = "@vscode/test-electron";
  try {
    return (await import(name)) as TestElectron;
  } catch (error) {
    throw new Error(`GAN_TEST_VSCODE=desktop needs ${name}: npm install --no-save ${name}@2.5.2`, {
      cause: error,
    });
  }
}

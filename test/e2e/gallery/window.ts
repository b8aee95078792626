import { closeEditors, runCommand } from "../../harness/quick-input";
import { webviewFrame } from "../../harness/workbench";
import { openSidePanel } from "../support";
import type { Stage } from "./stage";

/** What VS Code shows of the extension beside runs and files; the last opens another window. */
export function pictureWindow(stage: Stage): void {
  it("08 the page in the Extensions view, and the walkthrough", async () => {
    const { page } = stage;
    await closeEditors(page);
    await runCommand(page, "Extensions: Show Installed Extensions");
    await page.locator(".extension-list-item", { hasText: "GAN Workbench" }).first().click();
    await webviewFrame(page, "text=GAN: New Experiment");
    await stage.picture("08-extensions-view");
    await closeEditors(page);
    await runCommand(page, "Welcome: Open Walkthrough...");
    await page
      .locator(".quick-input-list .monaco-list-row", { hasText: "Train your first GAN" })
      .click();
    await page.locator(".getting-started-step").first().waitFor();
    await stage.picture("08-walkthrough");
  });

  // It covers the window, and what follows opens another.
  it("10 the settings", async () => {
    const { page } = stage;
    await runCommand(page, "Preferences: Open Settings (UI)");
    await page.keyboard.type("@ext:gan-workbench.gan-workbench");
    await page.locator(".setting-item-contents", { hasText: "Notifications" }).first().waitFor();
    await stage.picture("10-settings");
  });

  it("08 a window without a folder", async () => {
    const { page } = stage;
    await page.goto(`${new URL(page.url()).origin}/?ew=true`);
    await page.locator('.monaco-workbench[class*="vscode-theme-"]').waitFor();
    await openSidePanel(page);
    await page.getByRole("button", { name: "Open Folder" }).first().waitFor();
    await stage.picture("08-no-folder");
  });
}

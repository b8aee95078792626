import { closeEditors, runCommand } from "../../harness/quick-input";
import { webviewFrame } from "../../harness/workbench";
import { NARROW, type Stage } from "./stage";

/** Runs side by side: their curves, and their samples beside and over each other. */
export function pictureCompared(stage: Stage): void {
  it("17 runs compared", async () => {
    const { page } = stage;
    await closeEditors(page);
    await runCommand(page, "GAN: Compare Runs");
    for (const name of ["ring", "first"]) {
      const rows = page.locator(`.quick-input-list .monaco-list-row[aria-label^="${name},"]`);
      // The list opens before its runs are read.
      await rows.first().waitFor();
      for (const row of await rows.all()) await row.click();
    }
    await page.keyboard.press("Enter");
    const frame = await webviewFrame(page, "main.compare");
    await frame.locator(".compare-chart svg path").first().waitFor();
    await stage.picture("17-compared-1440");
    const pictures = frame.getByRole("region", { name: "Samples" });
    await pictures.scrollIntoViewIfNeeded();
    await stage.picture("17-compared-samples-1440");
    await frame.getByRole("combobox", { name: "Show" }).selectOption("wipe");
    const left = frame.getByRole("combobox", { name: "Run on the left" });
    await left.selectOption({ label: "ring" });
    await frame.getByRole("combobox", { name: "Step on the left" }).selectOption("0");
    await pictures.scrollIntoViewIfNeeded();
    await stage.picture("17-compared-wipe-1440");
    await stage.resize(NARROW);
    await stage.toggleSideBar();
    await pictures.scrollIntoViewIfNeeded();
    await stage.picture("17-compared-wipe-700");
    await frame.locator("h1").scrollIntoViewIfNeeded();
    await stage.picture("17-compared-700");
    await stage.toggleSideBar();
  });
}

import { closeEditors } from "../../harness/quick-input";
import { webviewFrame } from "../../harness/workbench";
import { openSidePanel } from "../support";
import { NARROW, type Stage } from "./stage";

/** A study that has come to its end: its page, from the top to the samples. */
export function pictureStudies(stage: Stage): void {
  it("16 the page of a study", async () => {
    const { page } = stage;
    await closeEditors(page);
    await openSidePanel(page);
    await page.locator(".pane .monaco-list-row", { hasText: "ring-search" }).click();
    const frame = await webviewFrame(page, "main.study", 4 * 60_000);
    // A line may be level, which has no height and counts as hidden.
    await frame.locator(".study-chart svg path").first().waitFor({ state: "attached" });
    await stage.picture("16-study-1440");
    await frame.locator(".grid-row.best").click();
    await frame.locator(".trial-details").scrollIntoViewIfNeeded();
    await stage.picture("16-study-trials-1440");
    await frame.locator(".samples-compared").scrollIntoViewIfNeeded();
    await stage.picture("16-study-samples-1440");
    await stage.resize(NARROW);
    await stage.toggleSideBar();
    await frame.locator("h1").scrollIntoViewIfNeeded();
    await stage.picture("16-study-700");
    await frame.locator(".grid-row.best").scrollIntoViewIfNeeded();
    await stage.picture("16-study-trials-700");
    await frame.locator(".samples-compared").scrollIntoViewIfNeeded();
    await stage.picture("16-study-samples-700");
    await stage.toggleSideBar();
  });
}

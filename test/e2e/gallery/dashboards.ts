import { present } from "../../support/values";
import { openSidePanel, runRow, sampleViewer } from "../support";
import { NARROW, type Stage, WIDE } from "./stage";

/** Runs that have ended, in the list and on their pages. */
export function pictureRuns(stage: Stage): void {
  it("07 the list of runs", async () => {
    const { page } = stage;
    await openSidePanel(page);
    await runRow(page, "ring").waitFor();
    await runRow(page, "first").hover();
    await page.locator(".monaco-hover", { hasText: "Started" }).waitFor();
    await stage.picture("07-runs");
    await page.keyboard.press("Escape");
  });

  it("02 the samples of two dimensions, 10 the width of the page", async () => {
    await stage.openDashboard("ring");
    await stage.picture("02-scatter-1440");
    await stage.resize(WIDE);
    await stage.picture("02-scatter-2560");
    await stage.resize(NARROW);
    await stage.toggleSideBar();
    await stage.picture("02-scatter-700");
    await stage.toggleSideBar();
  });

  it("03 a run that diverged", async () => {
    await stage.openDashboard("diverging");
    await stage.picture("03-diverged-1440");
    await stage.resize(NARROW);
    await stage.toggleSideBar();
    await stage.picture("03-diverged-700");
    await stage.toggleSideBar();
  });

  it("06 the question before a run is deleted", async () => {
    const { page } = stage;
    await openSidePanel(page);
    const row = runRow(page, "first");
    await row.hover();
    await row.locator('[aria-label^="Delete Run"]').click();
    await page.getByRole("dialog").waitFor();
    await stage.picture("06-delete");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  });

  it("07 pictures of digits, in the side panel and in the dashboard", async () => {
    await stage.openDashboard("digits");
    await (await sampleViewer(stage.page)).locator("canvas, img").first().waitFor();
    await stage.picture("07-digits");
  });
}

/** Charts of a run, and what there is to do with them. */
export function pictureCharts(stage: Stage): void {
  it("05 charts: tooltip, menus, full screen, evaluations over steps", async () => {
    const { page } = stage;
    const frame = await stage.openDashboard("ring");
    const plot = frame.locator(".chart-plot").first();
    const box = present(await plot.boundingBox());
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2);
    await frame.locator(".chart-tooltip:visible").first().waitFor();
    await stage.picture("05-tooltip");
    await frame.getByRole("button", { name: "Y axis of Losses" }).click();
    await stage.picture("05-y-axis");
    await page.keyboard.press("Escape");
    await frame.getByRole("button", { name: "Save Losses" }).click();
    await stage.picture("05-save-menu");
    await page.keyboard.press("Escape");
    await frame.getByRole("button", { name: "Enlarge Losses" }).click();
    await stage.picture("05-full-screen");
    await page.keyboard.press("Escape");
    await frame.locator(".evaluation-charts").scrollIntoViewIfNeeded();
    await frame.locator(".evaluation-charts .chart").last().scrollIntoViewIfNeeded();
    await stage.picture("05-evaluation-charts");
    await frame.locator(".evaluations").scrollIntoViewIfNeeded();
    await stage.picture("05-evaluations-table");
  });

  it("09 help marks", async () => {
    const frame = await stage.openDashboard("first");
    await frame
      .getByRole("button", { name: /^Help on .*norm/i })
      .first()
      .hover();
    await stage.picture("09-help-mark");
  });
}

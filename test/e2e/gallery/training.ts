import { closeEditors, openFile, runCommand } from "../../harness/quick-input";
import { dashboard, lens, notification } from "../support";
import { drawnDashboard, NARROW, NORMAL, type Stage, WIDE } from "./stage";

/** A run that trains, and the forms that change it. */
export function pictureTraining(stage: Stage): void {
  it("01 a run that trains beside its experiment, and the status bar", async () => {
    const { page } = stage;
    await closeEditors(page);
    await openFile(page, "first.gan.json");
    await lens(page, "Train").click();
    const frame = await drawnDashboard(page);
    await frame.locator(".run-header", { hasText: "Running" }).waitFor();
    await frame.locator(".evaluations td").first().waitFor();
    await stage.picture("01-running-1440");
    await stage.resize(NARROW);
    await stage.picture("01-running-700");
    await stage.resize(WIDE);
    await stage.picture("01-running-2560");
  });

  it("10 the forms for a change", async () => {
    const { page } = stage;
    const frame = await dashboard(page);
    await frame.getByRole("button", { name: "Pause", exact: true }).click();
    await frame.locator(".run-header", { hasText: "Paused" }).waitFor();
    await frame.getByRole("button", { name: "Optimizer…" }).click();
    await stage.picture("10-form-optimizer");
    await frame.getByRole("button", { name: "Cancel" }).click();
    await frame.getByRole("button", { name: "Rate…" }).click();
    await frame.locator("form input:visible").first().fill("fast");
    await frame.getByRole("button", { name: "Apply" }).click();
    await stage.picture("10-form-rate-error");
    await frame.getByRole("button", { name: "k…" }).click();
    await stage.picture("10-form-k");
    await stage.resize(NARROW);
    await stage.toggleSideBar();
    await frame.getByRole("button", { name: "Loss…" }).click();
    await stage.picture("10-form-loss-700");
    await stage.toggleSideBar();
    await stage.resize(NORMAL);
    await frame.getByRole("button", { name: "Loss…" }).click();
    await stage.picture("10-form-loss");
    await frame.getByRole("button", { name: "Cancel" }).click();
  });
}

/** What a person is told when a run has ended in another way than it should. */
export function pictureEnds(stage: Stage): void {
  it("04 a window that comes back after its run has ended with it", async () => {
    await stage.person.reopen();
    const { page } = stage;
    await page.locator(".notification-toast", { hasText: "when the window closed" }).waitFor();
    await drawnDashboard(page);
    await notification(page, "when the window closed");
    await stage.picture("04-closed-window");
    await runCommand(page, "Notifications: Clear All Notifications");
  });

  it("03 a run that diverges while one looks on", async () => {
    const { page } = stage;
    await closeEditors(page);
    await openFile(page, "diverging.gan.json");
    await lens(page, "Train").click();
    await page.locator(".notification-toast", { hasText: "diverging" }).waitFor();
    await stage.picture("03-notification");
    await page
      .locator(".notification-toast")
      .getByRole("button", { name: "Resume with Smaller Rates..." })
      .click();
    await page.locator(".quick-input-widget").waitFor();
    await stage.picture("03-smaller-rates");
    await page.keyboard.press("Escape");
    await runCommand(page, "Notifications: Clear All Notifications");
  });
}

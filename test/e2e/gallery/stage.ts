import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Frame, Locator, Page } from "playwright-core";
import { closeEditors, runCommand } from "../../harness/quick-input";
import { SCREENSHOTS, takePicture } from "../../harness/workbench";
import { dashboard, openSidePanel, type Person, runRow } from "../support";

export const THEMES: Record<string, string> = {
  dark: "Default Dark Modern",
  light: "Default Light Modern",
  "high-contrast": "Default High Contrast",
};
export const WANTED = process.env.GAN_THEMES?.split(",") ?? Object.keys(THEMES);
export const FOLDER = resolve(process.env.GAN_PICTURES ?? join(SCREENSHOTS, "gallery"));

export const NORMAL = { width: 1440, height: 900 };
export const NARROW = { width: 700, height: 900 };
export const WIDE = { width: 2560, height: 1300 };
/** What the window draws after its size has changed comes in its own time. */
const SETTLE_MS = 600;

/** A window in one theme, of which pictures are taken. */
export class Stage {
  constructor(
    readonly theme: string,
    /** Who sits at the window: known when the tests run. */
    readonly whoSits: () => Person,
  ) {}

  get person(): Person {
    return this.whoSits();
  }

  get page(): Page {
    return this.person.page;
  }

  async picture(name: string): Promise<void> {
    await delay(SETTLE_MS);
    await takePicture(this.page, join(FOLDER, `${name}-${this.theme}.png`));
  }

  /**
   * In a window of the usual width, and in a narrow one without a side bar.
   *
   * @param shown what is brought into view in both
   */
  async pictureInTwoWidths(name: string, shown?: Locator): Promise<void> {
    await shown?.scrollIntoViewIfNeeded();
    await this.picture(`${name}-1440`);
    await this.resize(NARROW);
    await this.toggleSideBar();
    // From where it may be on a tab now, whose hover covers the page.
    await this.page.mouse.move(NARROW.width / 2, NARROW.height / 2);
    await shown?.scrollIntoViewIfNeeded();
    await this.picture(`${name}-700`);
    await this.toggleSideBar();
    await this.resize(NORMAL);
  }

  /** A word in quotes in the file that is open. */
  word(text: string): Locator {
    return this.page.locator(".view-line span", { hasText: new RegExp(`^"?${text}"?$`) }).first();
  }

  async resize(size: { width: number; height: number }): Promise<void> {
    await this.page.setViewportSize(size);
  }

  async toggleSideBar(): Promise<void> {
    await runCommand(this.page, "View: Toggle Primary Side Bar Visibility");
  }

  /**
   * Opens the dashboard of a run from the list, alone in the window, and waits until it is drawn.
   */
  async openDashboard(row: string | RegExp): Promise<Frame> {
    await closeEditors(this.page);
    await openSidePanel(this.page);
    await runRow(this.page, row).click();
    return drawnDashboard(this.page);
  }
}

/** The dashboard, when a chart and a picture of samples are there. */
export async function drawnDashboard(page: Page): Promise<Frame> {
  const frame = await dashboard(page);
  await frame.locator(".chart-plot canvas").first().waitFor();
  await frame.locator(".player-step", { hasText: /step \d/ }).waitFor();
  await frame.locator(".stage canvas, .stage img").first().waitFor();
  return frame;
}

import type { Frame, Locator, Page } from "playwright-core";
import { closeEditors, runCommand } from "../harness/quick-input";
import { webviewFrame } from "../harness/workbench";
import { until } from "../support/until";

/** How long an action may take until it is tried again, in milliseconds. */
export const TRY_MS = 10_000;

export const nameIn = (row: Locator): Locator => row.locator('[data-column="name"] .cell-text');

/** The table of runs, alone in the window. */
export class RunsTable {
  private frame!: Frame;

  constructor(private readonly page: Page) {}

  /** Opens it so filtered and grouped. A page that was just hidden is soon thrown away. */
  async open(filter: string, groupBy: string): Promise<void> {
    await closeEditors(this.page);
    const tab = this.page.locator(".tab", { hasText: "GAN Runs" });
    await runCommand(this.page, "GAN: Show Runs", () => tab.isVisible());
    await until("the table of runs", async () => {
      const frame = await webviewFrame(this.page, "main.runs");
      const wait = { timeout: TRY_MS };
      await frame.getByRole("textbox", { name: "Filter" }).fill(filter, wait);
      await frame.getByRole("combobox", { name: "Group by" }).selectOption(groupBy, wait);
      this.frame = frame;
      return true;
    });
  }

  shows(count: number): Promise<void> {
    const text = new RegExp(`^${count} of `);
    return this.frame.locator(".runs-tools [role=status]", { hasText: text }).waitFor();
  }

  get groups(): Locator {
    return this.frame.locator(".grid-row.group");
  }

  get members(): Locator {
    return this.frame.locator('.grid-row[aria-level="2"]');
  }

  get first(): Locator {
    return this.frame.locator('.grid-row[aria-rowindex="2"]');
  }

  get chosen(): Locator {
    return this.frame.locator('.grid-row[aria-selected="true"]');
  }

  row(name: string): Locator {
    return this.frame.locator(".grid-body .grid-row", { hasText: name }).first();
  }

  head(name: string | RegExp): Locator {
    return this.frame.getByRole("columnheader", { name });
  }

  async press(button: string): Promise<void> {
    await this.frame.getByRole("button", { name: button, exact: true }).click();
  }

  /** Chooses until so many runs are chosen. */
  async choose(count: number, how: () => Promise<void>): Promise<void> {
    const text = this.frame.locator(".chosen-text", { hasText: `${count} chosen` });
    await until(`${count} chosen runs`, async () => {
      await how();
      await text.waitFor({ timeout: TRY_MS });
      return true;
    });
  }
}

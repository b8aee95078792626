/** Commands, lists and questions of VS Code's quick input. */
import type { Locator, Page } from "playwright-core";
import { basename } from "node:path";
import { comesTrue } from "../support/until";

const TIMEOUT_MS = 5 * 60_000;
const ROW_TIMEOUT_MS = 10_000;

/** How long an act of a person may take to have its effect before it is done again. */
export const EFFECT_TIMEOUT_MS = 60_000;

type Condition = () => Promise<boolean>;

/** What is picked in a quick input: the key that opens it, what is typed, the row, its effect. */
interface Pick {
  key: string;
  text: string;
  row: string;
  done?: Condition | undefined;
}

/**
 * Runs a command by its title through the command palette, and again where that has no effect.
 *
 * @param done whether the window shows the effect
 */
export async function runCommand(page: Page, title: string, done?: Condition): Promise<void> {
  await pickInQuickInput(page, { key: "F1", text: `>${title}`, row: title, done });
}

/** Closes what is open in the window. */
export const closeEditors = (page: Page): Promise<void> =>
  runCommand(
    page,
    "View: Close All Editors",
    async () => (await page.locator(".tabs-container .tab").count()) === 0,
  );

/** Opens a file of the workspace by its name through Quick Open. */
export async function openFile(page: Page, name: string): Promise<void> {
  const base = basename(name);
  const tab = page.locator(`.tabs-container .tab.active[data-resource-name="${base}"]`).first();
  const done = () => tab.isVisible();
  await pickInQuickInput(page, { key: "ControlOrMeta+P", text: name, row: base, done });
}

/** Leaves Restricted Mode as a person does: in the workspace trust editor. */
export async function trustWorkspace(page: Page): Promise<void> {
  const editor = page.locator(".workspace-trust-editor");
  await runCommand(page, "Workspaces: Manage Workspace Trust", () => editor.isVisible());
  await editor.getByRole("button", { name: "Trust", exact: true }).click();
  await page
    .locator(".statusbar-item", { hasText: "Restricted Mode" })
    .waitFor({ state: "hidden" });
}

/**
 * Opens a quick input by a key, types, and accepts the row that is meant. VS Code fills such a list
 * once, when it opens: where the row is not in it (its extension is still being loaded, say), the
 * list is opened again. So it is where VS Code has not taken the key or the click on the row, and
 * where the list has gone before the click because something else took the keyboard, as a page does
 * that comes up only now.
 */
async function pickInQuickInput(
  page: Page,
  { key, text, row, done = () => Promise.resolve(true) }: Pick,
): Promise<void> {
  const input = page.locator(".quick-input-widget .quick-input-box input");
  const label = quickInputRow(page, " .label-name", exactly(row));
  const soon = { timeout: ROW_TIMEOUT_MS };
  // What is picked may ask for more in the same box.
  const isTaken = async () => !(await input.isVisible()) || (await input.inputValue(soon)) !== text;
  let failure: unknown;
  for (const deadline = Date.now() + TIMEOUT_MS; Date.now() < deadline;) {
    try {
      await page.keyboard.press(key);
      await input.fill(text, soon);
      // A row may have another one's text for a moment, until the list stands still.
      await label.click({ ...soon, trial: true });
      await label.click(soon);
      const hasTaken = await comesTrue(isTaken, ROW_TIMEOUT_MS);
      if (hasTaken && (await comesTrue(done, EFFECT_TIMEOUT_MS))) return;
    } catch (error) {
      failure = error;
    }
    await page.keyboard.press("Escape");
  }
  throw new Error(`"${row}" of "${text}" had no effect in ${TIMEOUT_MS / 1000} s`, {
    cause: failure,
  });
}

/**
 * A row of a quick input's list.
 * @param selector what a row has, or has within it
 */
export const quickInputRow = (page: Page, selector: string, text?: string | RegExp): Locator =>
  page
    .locator(`.quick-input-list .monaco-list-row${selector}`)
    .filter(text === undefined ? {} : { hasText: text })
    .first();

/** Presses Enter in a quick input until it has taken it, and is gone or asks for something else. */
export async function acceptQuickInput(
  page: Page,
  text: string,
  timeout = TIMEOUT_MS,
): Promise<void> {
  const widget = page.locator(".quick-input-widget", { hasText: text });
  await widget.waitFor({ timeout });
  const soon = { timeout: ROW_TIMEOUT_MS };
  for (const deadline = Date.now() + timeout; await widget.isVisible();) {
    if (Date.now() > deadline) throw new Error(`"${text}" took no Enter in ${timeout / 1000} s`);
    await widget
      .locator(".quick-input-box input")
      .press("Enter", soon)
      .then(() => widget.waitFor({ ...soon, state: "hidden" }))
      .catch(() => undefined);
  }
}

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
}

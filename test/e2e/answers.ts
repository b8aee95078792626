/** Lists and questions of VS Code's quick input, and how a person answers them. */
import type { Page } from "playwright-core";

import {
  acceptQuickInput,
  EFFECT_TIMEOUT_MS,
  quickInputRow,
  runCommand,
} from "../harness/quick-input";
import { doUntil, lens } from "./support";

const soon = { timeout: EFFECT_TIMEOUT_MS };

/**
 * Runs a command and answers what it asks, from the beginning again until that has its effect. A
 * list or a question goes when something else takes the keyboard, as a page does that comes up only
 * now on a busy machine.
 */
export const commandUntil = (
  page: Page,
  command: string,
  answers: () => Promise<void>,
  done: () => Promise<boolean>,
  what: string,
): Promise<void> =>
  doUntil(
    async () => {
      await runCommand(page, command);
      await answers();
    },
    done,
    what,
  );

/** Clicks on a row of the list that is asked with. */
export async function pick(page: Page, text: string): Promise<void> {
  const row = quickInputRow(page, "", text);
  // Until the list stands still.
  await row.click({ ...soon, trial: true });
  await row.click(soon);
}

/** Opens what a row of a command's list stands for, in a tab that has the row's text in its title. */
export const openFromList = (page: Page, command: string, row: string): Promise<void> =>
  commandUntil(
    page,
    command,
    () => pick(page, row),
    () => page.locator(".tab", { hasText: row }).first().isVisible(),
    row,
  );

/** Answers a question by what is typed, or by what it proposes. */
export async function answer(page: Page, question: string, text?: string): Promise<void> {
  const asked = page.locator(".quick-input-widget", { hasText: question });
  if (text !== undefined) await asked.locator(".quick-input-box input").fill(text, soon);
  await acceptQuickInput(page, question, EFFECT_TIMEOUT_MS);
}

/** Ticks rows of a list from which several are chosen; VS Code counts them beside its input. */
export async function tick(page: Page, names: readonly string[]): Promise<void> {
  for (const [i, name] of names.entries()) {
    await quickInputRow(page, `[aria-label^="${name},"]`).click(soon);
    await page.locator(".quick-input-widget", { hasText: `${i + 1} Selected` }).waitFor(soon);
  }
}

/**
 * Writes an experiment from the template whose title has `template` in it, and waits until it is
 * open.
 */
export async function newExperiment(page: Page, template: string, name: string): Promise<void> {
  const file = `${name}.gan.json`;
  await commandUntil(
    page,
    "GAN: New Experiment",
    async () => {
      await pick(page, template);
      await answer(page, "Name of the experiment", name);
    },
    () => page.locator(`.tab[data-resource-name="${file}"]`).isVisible(),
    file,
  );
  await lens(page, "Train").waitFor();
}

import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { closeEditors, openFile, runCommand } from "../../harness/quick-input";
import { example } from "./runs";
import { NORMAL, type Stage } from "./stage";

/** Experiments and studies in the editor. */
export function pictureEditors(stage: Stage): void {
  it("09 help on settings, 09 a problem and its quick fix", async () => {
    const { page, person } = stage;
    await closeEditors(page);
    await openFile(page, "ring.gan.json");
    await stage.word("beta1").hover();
    await page.locator(".monaco-hover:visible", { hasText: "Default" }).first().waitFor();
    await stage.picture("09-hover");
    const file = join(person.workspace, "ring.gan.json");
    const right = await example("ring-of-8-gaussians");
    await writeFile(file, right.replace('"relu"', '"rleu"'));
    await page.locator(".squiggly-error").first().waitFor();
    await stage.word("rleu").click();
    await page.keyboard.press("ControlOrMeta+.");
    await page.locator(".action-widget", { hasText: "Quick Fix" }).waitFor();
    await stage.picture("09-quick-fix");
    await page.keyboard.press("Escape");
    await writeFile(file, right);
    await page.locator(".squiggly-error").first().waitFor({ state: "hidden" });
  });

  it("09 the list of templates", async () => {
    const { page } = stage;
    await runCommand(page, "GAN: New Experiment");
    await page.locator(".quick-input-list .monaco-list-row").first().waitFor();
    await stage.picture("09-templates");
    await page.keyboard.press("Escape");
  });

  it("12 a study", async () => {
    await openFile(stage.page, "optimizer-study.study.json");
    await runCommand(stage.page, "Problems: Focus on Problems View");
    // From the file's tab, whose hover covers it.
    await stage.page.mouse.move(NORMAL.width / 2, NORMAL.height / 2);
    await stage.picture("12-study");
    await runCommand(stage.page, "View: Hide Panel");
  });
}

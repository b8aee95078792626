import { deleteRun, listRuns, runsDirOf } from "../../../src/run";
import { closeEditors, openFile, quickInputRow, runCommand } from "../../harness/quick-input";
import { webviewFrame } from "../../harness/workbench";
import { trainerHasLeft } from "../../support/trainer-left";
import { present } from "../../support/values";
import { openFromList } from "../answers";
import { dashboard } from "../support";
import { drawnDashboard, type Stage } from "./stage";
import { until } from "../../support/until";

/** What there is to see of a run that is paused: the forms before have paused it. */
export function pictureIteration(stage: Stage): void {
  it("19 the loop, and an iteration in slow motion", async () => {
    const { page } = stage;
    const frame = await dashboard(page);
    await frame.getByRole("button", { name: "Loop…", exact: true }).click();
    await frame.locator(".loop-diagram").scrollIntoViewIfNeeded();
    await stage.picture("19-loop-1440");
    await frame.getByRole("button", { name: "Slow Motion", exact: true }).click();
    const slow = frame.getByRole("group", { name: "One iteration in slow motion" });
    await slow.press("End");
    await frame.locator(".loop-caption", { hasText: "G's loss is" }).waitFor();
    await stage.pictureInTwoWidths("19-slow-motion");
    await frame.getByRole("button", { name: "Close", exact: true }).click();
  });

  it("20 the form of layers", async () => {
    const frame = await dashboard(stage.page);
    await frame.getByRole("button", { name: "Layers…" }).first().click();
    const form = frame.getByRole("form", { name: "Layers of a new run" });
    await form
      .getByRole("button", { name: /^Add a layer after layer 1/ })
      .first()
      .click();
    await stage.pictureInTwoWidths("20-layers", form);
    await form.getByRole("button", { name: "Train New Run" }).click();
    await stage.page.locator(".tab", { hasText: "first-layers" }).waitFor();
    const curves = async () => (await dashboard(stage.page)).getByText(/^Faint: “first”/).count();
    await until("curves of the run that it comes from", async () => (await curves()) > 0);
    const anew = await drawnDashboard(stage.page);
    await anew.locator(".evaluations td").first().waitFor();
    await anew.getByRole("button", { name: "Stop", exact: true }).click();
    await anew.locator(".run-header", { hasText: "Stopped" }).waitFor();
    await anew.getByText(/^Faint: “first”/).scrollIntoViewIfNeeded();
    await anew.getByRole("region", { name: "Outputs of D" }).scrollIntoViewIfNeeded();
    await stage.picture("20-anew-1440");
    await runCommand(stage.page, "View: Close Editor");
    await deleteRun(await runNamed(stage, "first-layers"));
  });
}

async function runNamed({ person }: Stage, name: string): Promise<string> {
  const runs = await listRuns(runsDirOf(person.workspace));
  const run = present(runs.find(({ record }) => record.name === name));
  await until("end of its trainer", () => Promise.resolve(trainerHasLeft(run.dir)));
  return run.dir;
}

/** Pages from which a person learns: lessons, own drawings, the advisor, the game. */
export function pictureLearning(stage: Stage): void {
  const closeAll = () => closeEditors(stage.page);

  it("21 a lesson", async () => {
    const { page } = stage;
    await closeAll();
    await runCommand(page, "GAN: Open Lesson...");
    await quickInputRow(page, "", "2. The optimal D").waitFor();
    await stage.picture("21-lessons");
    await page.keyboard.press("Escape");
    await openFromList(page, "GAN: Open Lesson...", "2. The optimal D");
    const frame = await webviewFrame(page, "main.lesson");
    await frame.getByRole("checkbox").first().check();
    await stage.pictureInTwoWidths("21-lesson");
    await frame.getByText("What you should see").click();
    const end = frame.getByRole("navigation", { name: "Lessons" });
    await stage.pictureInTwoWidths("21-lesson-end", end);
  });

  it("22 drawings", async () => {
    const { page } = stage;
    for (const kind of ["points", "curve"]) {
      await closeAll();
      await openFile(page, `drawn-${kind}.${kind}.csv`);
      const sheet = (await webviewFrame(page, "main.drawing")).locator("canvas");
      await sheet.waitFor();
      await sheet.hover();
      await stage.pictureInTwoWidths(`22-drawing-${kind}`);
    }
  });

  it("23 the advisor's banners", async () => {
    const { page } = stage;
    await closeAll();
    await openFromList(page, "GAN: Open Ready-Trained Run...", "ring - collapsed");
    const frame = await drawnDashboard(page);
    const banner = frame.getByRole("region", { name: "The advisor" }).first();
    await banner.getByText("What tells").click();
    await stage.pictureInTwoWidths("23-advisor");
  });

  it("24 the game of two networks", async () => {
    const { page } = stage;
    // Of the run whose dashboard is in front.
    await stage.openDashboard("ring");
    await runCommand(page, "GAN: Look at the Game...");
    const frame = await webviewFrame(page, "main.game");
    await frame.locator(".game-plot svg").first().waitFor();
    await stage.pictureInTwoWidths("24-game");
  });
}

import type { Locator, Page } from "playwright-core";
import { EFFECT_TIMEOUT_MS, quickInputRow } from "../harness/quick-input";
import { screenshot, webviewFrame } from "../harness/workbench";
import { answer, commandUntil, newExperiment } from "./answers";
import {
  clickUntil,
  dashboard,
  doUntil,
  lens,
  notification,
  openSidePanel,
  type Person,
  sitDown,
} from "./support";

const notice = (page: Page, text: string): Locator =>
  page.locator(".notification-list-item", { hasText: text });

describe("a person's way through a study", function () {
  this.timeout(20 * 60_000);
  let person: Person;
  before(async () => {
    person = await sitDown("Default Dark Modern");
  });
  after(() => person?.leave());
  afterEach(async function () {
    if (this.currentTest?.state === "failed")
      console.error(`What was on the screen: ${await screenshot(person.page, "failed-study")}`);
  });

  it("writes a study of a config by ticks", async () => {
    const { page } = person;
    await newExperiment(page, "1-D", "toy");
    await commandUntil(
      page,
      "GAN: New Study",
      async () => {
        await quickInputRow(page, "", "rate of G").waitFor({ timeout: EFFECT_TIMEOUT_MS });
        await screenshot(page, "study-ticks");
        await answer(page, "rate of G");
      },
      () => page.locator('.tab[data-resource-name="toy.study.json"]').isVisible(),
      "the study's file",
    );
    await lens(page, "Run Study").waitFor();
    await screenshot(page, "study-file");
  });

  it("runs it, watches it on its page and in the side panel, and stops it", async () => {
    const { page } = person;
    const tab = page.locator(".tab", { hasText: "Study: toy" });
    await clickUntil(lens(page, "Run Study"), () => tab.isVisible(), "the study's page");
    const study = await webviewFrame(page, "main.study");
    await study.getByRole("button", { name: "Trial 0" }).waitFor();
    await openSidePanel(page);
    await page.locator(".pane .monaco-list-row", { hasText: "/30 trials" }).waitFor();
    await screenshot(page, "study-page");
    await study.getByRole("button", { name: "Stop" }).click();
    await lens(page, "Resume").waitFor();
  });

  it("finds its page again after a reload, a trial's run, and the best config", async () => {
    await person.reopen();
    const { page } = person;
    const study = await webviewFrame(page, "main.study", 4 * 60_000);
    await study.getByRole("button", { name: "Trial 0" }).click({ timeout: 4 * 60_000 });
    await study.getByRole("button", { name: /^Open the run of trial 0 / }).click();
    await dashboard(page);
    await screenshot(page, "run-of-a-trial");
    await page.locator(".tab", { hasText: "Study: toy" }).click();
    const again = await webviewFrame(page, "main.study", 4 * 60_000);
    await again.getByRole("button", { name: "Write Best Config" }).click();
    await page.locator('.tab[data-resource-name="toy-trial-0.gan.json"]').waitFor();
    await screenshot(page, "best-config");
  });

  it("tunes the config, cancels that, and goes on where it was", async () => {
    const { page } = person;
    await page.locator('.tab[data-resource-name="toy.gan.json"]').click();
    const searching = notice(page, "Tuning toy").filter({ hasText: ": searching" });
    await doUntil(
      async () => {
        await lens(page, "Tune").click({ timeout: EFFECT_TIMEOUT_MS });
        await answer(page, "For how many minutes?");
      },
      () => searching.isVisible(),
      "the search",
    );
    await screenshot(page, "tuning");
    await notice(page, "Tuning toy").getByRole("button", { name: "Cancel" }).click();
    const text = "Tuning toy was stopped. What was tried is kept in";
    const stopped = await notification(page, text);
    await screenshot(page, "tuning-stopped");
    await stopped.getByRole("button", { name: "Resume" }).click();
    await notice(page, "Tuning toy: searching").waitFor();
    await notice(page, "Tuning toy: searching").getByRole("button", { name: "Cancel" }).click();
    await notification(page, text);
  });
});

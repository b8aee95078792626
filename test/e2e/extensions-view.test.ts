import assert from "node:assert/strict";
import { runCommand, screenshot, webviewFrame } from "../harness/workbench";
import { type Person, sitDown } from "./support";

describe("the extension's page in the Extensions view", () => {
  let person: Person;
  before(async () => {
    person = await sitDown("Default Light Modern");
  });
  after(() => person?.leave());

  it("speaks to a person who has installed it, without broken pictures or links", async () => {
    const { page } = person;
    await runCommand(page, "Extensions: Show Installed Extensions");
    await page.locator(".extension-list-item", { hasText: "GAN Workbench" }).first().click();
    const frame = await webviewFrame(page, "text=GAN: New Experiment");
    await screenshot(page, "extensions-view");
    // VS Code shows only pictures from the web there, and follows only such links.
    assert.equal(await frame.locator("img").count(), 0);
    const links = await frame
      .locator("a")
      .evaluateAll((anchors) => anchors.map((anchor) => anchor.getAttribute("href") ?? ""));
    for (const link of links) assert.match(link, /^(https:|#)/);
    assert.doesNotMatch(await frame.locator("body").innerText(), /npm install/);
  });
});

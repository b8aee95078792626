import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Frame } from "playwright-core";
import { closeEditors, runCommand } from "../../harness/quick-input";
import { listRuns, runsDirOf } from "../../../src/run";
import { webviewFrame } from "../../harness/workbench";
import { copyRun } from "../../support/many-runs";
import { present } from "../../support/values";
import { NARROW, NORMAL, type Stage } from "./stage";
import { until } from "../../support/until";

/** Hundreds of runs: found in a table, five of them compared, most of them deleted. */
export function pictureTable(stage: Stage): void {
  it("18 hundreds of runs in a table", async () => {
    const { page, person } = stage;
    const runsDir = runsDirOf(person.workspace);
    const base = (await listRuns(runsDir)).find(({ record }) => record.name === "first");
    if (!existsSync(join(runsDir, "copy-001"))) await copyRun(present(base).dir, 200);
    await closeEditors(page);
    await runCommand(page, "GAN: Show Runs");
    const table = await webviewFrame(page, "main.runs");
    await table.getByRole("textbox", { name: "Filter" }).fill("");
    await table.getByRole("combobox", { name: "Group by" }).selectOption("study");
    await table.getByText(/^2\d\d of 2\d\d$/).waitFor();
    await stage.picture("18-table-1440");
    await groupByConfig(table);
    await stage.picture("18-table-grouped-1440");
    await chooseFive(table);
    await stage.picture("18-table-chosen-1440");
    await stage.resize(NARROW);
    await stage.toggleSideBar();
    await stage.picture("18-table-chosen-700");
    await stage.toggleSideBar();
    await stage.resize(NORMAL);
    await table.getByRole("button", { name: "Delete…" }).click();
    await page.getByRole("dialog").waitFor();
    await stage.picture("18-table-delete-1440");
    await page.keyboard.press("Escape");
    await table.getByRole("button", { name: "Compare", exact: true }).click();
    const compared = await webviewFrame(page, "main.compare");
    const figures = compared.locator(".pictures-grid").getByRole("img", { name: /^Densities/ });
    await until("five figures", async () => (await figures.count()) === 5);
    await stage.picture("18-table-compared-1440");
    await compared.getByRole("region", { name: "Samples" }).scrollIntoViewIfNeeded();
    await stage.picture("18-table-figures-1440");
    await stage.resize(NARROW);
    await stage.toggleSideBar();
    await compared.getByRole("region", { name: "Samples" }).scrollIntoViewIfNeeded();
    await stage.picture("18-table-figures-700");
    await stage.toggleSideBar();
  });
}

async function groupByConfig(table: Frame): Promise<void> {
  await table.getByRole("textbox", { name: "Filter" }).fill("copy");
  await table.getByRole("combobox", { name: "Group by" }).selectOption("config");
  const groups = table.locator(".grid-row.group");
  await until("four groups", async () => (await groups.count()) === 4);
  const fid = table.getByRole("columnheader", { name: /^FID, best/ });
  await until("the order by FID", async () => {
    if ((await fid.getAttribute("aria-sort")) !== "ascending") await fid.click();
    return (await fid.getAttribute("aria-sort")) === "ascending";
  });
}

async function chooseFive(table: Frame): Promise<void> {
  await table.locator(".group-fold").first().click();
  const members = table.locator('.grid-row[aria-level="2"] [data-column="name"]');
  await members.first().click();
  await members.nth(4).click({ modifiers: ["Shift"] });
  await table.getByText("5 chosen").waitFor();
}

import assert from "node:assert/strict";
import * as vscode from "vscode";
import { COMMANDS, DASHBOARD, VIEWS } from "../../src/ui/ids";
import { activate, cleanUp, dashboardsAre, gaussian, restsAs, until, writeConfig } from "./support";
import { present } from "../support/values";

describe("dashboards", () => {
  let dir = "";

  before(async () => {
    await activate();
    dir = await vscode.commands.executeCommand<string>(
      COMMANDS.train,
      await writeConfig("panel", gaussian(40)),
    );
    await restsAs(dir, "finished");
    await cleanUp();
  });
  afterEach(cleanUp);

  it("open once for a run, and their page speaks", async () => {
    const { dashboards } = await activate();
    await vscode.commands.executeCommand(COMMANDS.openDashboard, { dir });
    await vscode.commands.executeCommand(COMMANDS.openDashboard, { dir });
    await until("the page has asked for its snapshot", () => dashboards.isReady(dir));
    const [tab] = await dashboardsAre(1);
    assert.equal(present(tab).label, "GAN: panel");
  });

  it("come back after a reload with the run that they showed", async () => {
    const { dashboards } = await activate();
    const panel = vscode.window.createWebviewPanel(DASHBOARD, "restored", vscode.ViewColumn.Active);
    await dashboards.deserializeWebviewPanel(panel, { runDir: dir });
    assert.ok(dashboards.isOpen(dir));
    await until("the page has asked for its snapshot", () => dashboards.isReady(dir));
    panel.dispose();
    await until("it is closed", () => !dashboards.isOpen(dir));
  });

  it("are closed when what they showed is not known any more", async () => {
    const { dashboards } = await activate();
    const panel = vscode.window.createWebviewPanel(DASHBOARD, "lost", vscode.ViewColumn.Active);
    let disposed = false;
    panel.onDidDispose(() => (disposed = true));
    await dashboards.deserializeWebviewPanel(panel, undefined);
    await until("it is closed", () => disposed);
  });

  it("leave the sample viewer with the same run", async () => {
    const { samples } = await activate();
    await vscode.commands.executeCommand(`${VIEWS.samples}.focus`);
    await vscode.commands.executeCommand(COMMANDS.openDashboard, { dir });
    await until("the sample viewer shows it", () => samples.shownRun === dir);
  });
});

import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { ToWebview } from "../../src/shared/protocol/messages";
import type { FromWebview } from "../../src/shared/protocol/page-requests";
import { PROTOCOL_VERSION } from "../../src/shared/protocol/version";
import { RunPage } from "../../src/ui/run-page";
import { activate, cleanUp, trainLong } from "./support";
import { until } from "../support/until";

/** A page that draws at once, tells the test what it is told, and sends what the test wants. */
const PAGE = `<script>
  const host = acquireVsCodeApi();
  addEventListener("message", ({ data }) => {
    if (data.send) return host.postMessage(data.send);
    host.postMessage({ told: data });
    if (data.type === "update") host.postMessage({ type: "drawn", id: data.id });
  });
  host.postMessage({ type: "ready", protocol: ${PROTOCOL_VERSION} });
</script>`;

type Order = Extract<FromWebview, { type: "command" }>["command"];

describe("what a page asks of a run", () => {
  afterEach(cleanUp);

  it("is answered when it is over and the page shows it, or when it was refused", async () => {
    const { manager, store, log } = await activate();
    const { dir } = await trainLong("orders");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    const panel = vscode.window.createWebviewPanel("gan.test", "page", vscode.ViewColumn.Active, {
      enableScripts: true,
    });
    const page = new RunPage(panel.webview, () => panel.visible, { store, manager, log });
    const told: ToWebview[] = [];
    const heard = panel.webview.onDidReceiveMessage((message: { told?: ToWebview }) => {
      if (message.told) told.push(message.told);
    });
    const ask = async (id: number, command: Order) => {
      await panel.webview.postMessage({ send: { type: "command", id, command } });
      const answer = await until("an answer", () =>
        told.find((message) => message.type === "answered" && message.id === id),
      );
      return answer.type === "answered" && answer.done;
    };
    const shownState = () =>
      told
        .flatMap((message) => (message.type === "update" ? message.news : []))
        .flatMap((part) => (part.type === "summary" ? [part.summary.record.state] : []))
        .at(-1);
    try {
      page.show(dir);
      panel.webview.html = PAGE;
      await until("the page shows the run", () => shownState() === "running");
      assert.equal(await ask(1, { type: "pause" }), true);
      assert.equal(shownState(), "paused");
      const set = [{ path: "training.batchSize", value: 2 }];
      assert.equal(await ask(2, { type: "change", set }), false);
      assert.equal(await ask(3, { type: "resume" }), true);
      assert.equal(shownState(), "running");
    } finally {
      heard.dispose();
      page.dispose();
      panel.dispose();
    }
  });
});

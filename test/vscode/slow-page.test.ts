import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { PageNews, ToWebview } from "../../src/shared/protocol/messages";
import { PROTOCOL_VERSION } from "../../src/shared/protocol/version";
import { RunPage } from "../../src/ui/run-page";
import { activate, cleanUp, trainLong } from "./support";
import { until } from "../support/until";

/**
 * For how long the page is busy with each update, in milliseconds: ten times as long as the feed
 * waits between two.
 */
const BUSY_MS = 1000;

/** A page that blocks its thread while it shows an update, and tells the test when it begins to. */
const SLOW_PAGE = `<script>
  const host = acquireVsCodeApi();
  addEventListener("message", ({ data }) => {
    const end = performance.now() + ${BUSY_MS};
    host.postMessage({ told: data });
    while (performance.now() < end);
    host.postMessage({ type: "drawn", id: data.id });
  });
  host.postMessage({ type: "ready", protocol: ${PROTOCOL_VERSION} });
</script>`;

const stateIn = (news: readonly PageNews[]): string | undefined =>
  news.flatMap((part) => (part.type === "summary" ? [part.summary.record.state] : [])).at(-1);

describe("a page that cannot keep up with a run", () => {
  afterEach(cleanUp);

  it("is told of the trainer's death by the next update or the one after it", async () => {
    const { manager, store, log } = await activate();
    const { dir } = await trainLong("slow-page");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    const panel = vscode.window.createWebviewPanel("gan.test", "slow", vscode.ViewColumn.Active, {
      enableScripts: true,
    });
    const page = new RunPage(panel.webview, () => panel.visible, { store, manager, log });
    const updates: PageNews[][] = [];
    const heard = panel.webview.onDidReceiveMessage(({ told }: { told?: ToWebview }) => {
      if (told?.type === "update") updates.push(told.news);
    });
    try {
      page.show(dir);
      panel.webview.html = SLOW_PAGE;
      await until("the page is busy with its fourth update", () => updates.length >= 4);
      process.kill(manager.trainerOf(dir)?.pid ?? 0, "SIGKILL");
      await until("the list knows it", () => store.get(dir)?.record.state === "interrupted");
      const begunBefore = updates.length;
      await until("the page knows it", () =>
        updates.some((news) => stateIn(news) === "interrupted"),
      );
      const first = updates.findIndex((news) => stateIn(news) === "interrupted");
      // The page's word that it begins with an update may itself wait until it is done with it.
      assert.ok(
        first <= begunBefore + 1,
        `update ${first} told it, ${begunBefore} had come before`,
      );
      const rows = updates.flatMap((news) =>
        news.flatMap((part) => {
          if (part.type === "snapshot") return [...(part.snapshot?.columns.step ?? [])];
          return part.type === "metrics" ? [...part.columns.step] : [];
        }),
      );
      assert.deepEqual(
        rows,
        rows.map((_, i) => i + 1),
        "each row has come once",
      );
    } finally {
      heard.dispose();
      page.dispose();
      panel.dispose();
    }
  });
});

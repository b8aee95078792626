import { formatCount } from "../../src/shared/text/format";
import type { PageMessage } from "../../src/shared/protocol/messages";
import "../components/base.css";
import { button, el, oncePerFrame, setText } from "../components/dom";
import { emptyState } from "../components/empty";
import { FigureCache } from "../components/figure-cache";
import { Host } from "../components/host";
import { RunModel, type RunPart } from "../components/run-model";
import { restoreFigureSettings, SamplesView } from "../components/samples-view";
import { StateBadge } from "../components/state-badge";
import { STRINGS } from "../components/strings";
import { ThemeSource } from "../components/theme";
import "./samples.css";
import { TilesView } from "./tiles-view";

const root = document.getElementById("root")!;
const host = new Host();
const model = new RunModel();
const figures = new FigureCache(host);
const tiles = new TilesView(host.state["pairs"] !== false, (pairs) => host.saveState({ pairs }));
const samples = new SamplesView({
  model,
  figures,
  theme: new ThemeSource(),
  settings: restoreFigureSettings(host.state["figures"]),
  saveSettings: (kept) => host.saveState({ figures: kept }),
  images: tiles,
});

const name = el("h2", { class: "run-name" });
const state = new StateBadge();
const step = el("span", { class: "hint" });
const openDashboard = button({
  icon: "graph-line",
  label: STRINGS.openDashboard,
  iconOnly: true,
  onClick: () => host.action("openDashboard"),
});
const page = el(
  "main",
  { class: "samples-page" },
  el(
    "header",
    { class: "samples-header" },
    el("div", {}, name, el("div", { class: "samples-state" }, state.element, step)),
    openDashboard,
  ),
  samples.element,
);
const empty = emptyState(host);
root.append(empty, page);
empty.hidden = page.hidden = true;

/** What has to be drawn in the next frame. */
const changed = new Set<RunPart>();
let shownRun = "";

const render = oncePerFrame(() => {
  const record = model.summary?.record;
  empty.hidden = record !== undefined;
  page.hidden = record === undefined;
  if (record && changed.has("summary")) {
    setText(name, record.name);
    state.render(record.state);
    setText(step, STRINGS.stepOf(formatCount(record.step), formatCount(record.steps)));
  }
  if (record && changed.has("samples")) samples.render();
  changed.clear();
});

host.connect((message: PageMessage) => {
  if (message.type === "snapshot") {
    const run = message.snapshot?.summary.dir ?? "";
    figures.forget();
    if (run !== shownRun) samples.forget();
    shownRun = run;
    if (run) host.saveState({ runDir: run });
  }
  if (message.type === "figure") samples.receive(message.step, message.figure);
  if (message.type === "sample") figures.forget(message.step);
  for (const part of model.apply(message)) changed.add(part);
  if (changed.size > 0) render();
});

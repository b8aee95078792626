import type { PageMessage } from "../../src/shared/protocol/messages";
import { isLive } from "../../src/shared/run/state";
import { Announcer } from "../components/announcer";
import "../components/base.css";
import { button, el, oncePerFrame } from "../components/dom";
import { emptyState } from "../components/empty";
import { FigureCache } from "../components/figure-cache";
import { Host } from "../components/host";
import { RunModel, type RunPart } from "../components/run-model";
import { restoreFigureSettings, SamplesView } from "../components/samples-view";
import { STRINGS } from "../components/strings";
import { ThemeSource } from "../components/theme";
import { ChartsPanel } from "./charts-panel";
import "./dashboard.css";
import { EvaluationsPanel } from "./evaluations-panel";
import { EventsPanel } from "./events-panel";
import { Header } from "./header";
import { OptimizersPanel } from "./optimizers-panel";
import { restoreSettings } from "./view-settings";

const root = document.getElementById("root")!;
const host = new Host();
const model = new RunModel();
const theme = new ThemeSource();
const figures = new FigureCache(host);

const header = new Header(host, (kind) => optimizers.open(kind));
const charts = new ChartsPanel(
  model,
  theme,
  restoreSettings(host.state["view"]),
  (view) => host.saveState({ view }),
  host,
);
const samples = new SamplesView({
  model,
  figures,
  theme,
  settings: restoreFigureSettings(host.state["figures"]),
  saveSettings: (kept) => host.saveState({ figures: kept }),
});
const optimizers = new OptimizersPanel(host);
const evaluations = new EvaluationsPanel(host);
const events = new EventsPanel();
const announcer = new Announcer();

const takeSample = button({
  icon: "device-camera",
  label: STRINGS.takeSample,
  iconOnly: true,
  onClick: () => host.command({ type: "sample" }),
});
const openPicture = button({
  icon: "go-to-file",
  label: STRINGS.openPicture,
  iconOnly: true,
  onClick: () => host.action("openPicture", samples.player.step),
});
const page = el(
  "main",
  { class: "dashboard" },
  header.element,
  charts.element,
  el(
    "div",
    { class: "side" },
    el(
      "section",
      { class: "panel samples-panel" },
      el(
        "div",
        { class: "panel-title" },
        el("h2", { text: STRINGS.samples }),
        takeSample,
        openPicture,
      ),
      samples.element,
    ),
    optimizers.element,
    evaluations.element,
  ),
  events.element,
);
const empty = emptyState(host);
root.append(empty, page, announcer.element);
empty.hidden = page.hidden = true;

/** What has to be drawn in the next frame. */
const changed = new Set<RunPart>();
let shownRun = "";

const render = oncePerFrame(() => {
  const { summary } = model;
  empty.hidden = summary !== undefined;
  page.hidden = summary === undefined;
  const has = (...parts: RunPart[]) => parts.some((part) => changed.has(part));
  if (summary) {
    if (has("summary")) {
      header.render(summary);
      takeSample.disabled = !isLive(summary.record.state) || summary.record.state === "starting";
    }
    if (has("metrics", "events")) charts.render();
    if (has("samples")) samples.render();
    openPicture.disabled = samples.player.step === undefined;
    if (has("events", "summary")) optimizers.render(model);
    if (has("evaluations")) {
      charts.renderEvaluations();
      evaluations.render(model.evaluations);
    }
    if (has("events")) events.render(model.events);
    announcer.render(model);
  }
  changed.clear();
});

host.connect((message: PageMessage) => {
  if (message.type === "snapshot") {
    const run = message.snapshot?.summary.dir ?? "";
    figures.forget();
    if (run !== shownRun) {
      charts.resetZoom();
      samples.forget();
    }
    shownRun = run;
    if (run) host.saveState({ runDir: run });
  }
  if (message.type === "figure") samples.receive(message.step, message.figure);
  if (message.type === "sample") figures.forget(message.step);
  for (const part of model.apply(message)) changed.add(part);
  if (changed.size > 0) render();
});

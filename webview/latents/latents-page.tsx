import { useEffect, useRef } from "preact/hooks";
import {
  askFor,
  atPlace,
  firstView,
  type LatentsHistory,
  type LatentsView,
  withPicked,
  withView,
} from "../../src/shared/latents/view";
import type { Drawn, ExploredRun } from "../../src/shared/protocol/explore";
import { formatCount } from "../../src/shared/text/format";
import { Help } from "../components/help";
import { IconButton } from "../components/icon-button";
import { useKeptState } from "../components/page-context";
import { STRINGS } from "../components/strings";
import { ChosenPanel } from "./chosen-panel";
import { Coordinates } from "./coordinates";
import { FigureView } from "./figure-view";
import type { Explored, LatentsHost } from "./latents-host";
import { LATENTS_STRINGS } from "./latents-strings";
import { LatentsTools } from "./latents-tools";
import { PickGrid } from "./pick-grid";
import { RowPanel } from "./row-panel";
import { SaveSamples } from "./save-samples";
import { useDrawn } from "./use-drawn";

interface LatentsPageProps {
  host: LatentsHost;
  explored: Explored;
}

/** What a page was left with; else the samples of the run's own pictures. */
function restoreHistory(kept: unknown, { run, start }: Explored): LatentsHistory {
  const { views, place } = (kept ?? {}) as Partial<LatentsHistory>;
  const cameFromSample = start !== undefined && Object.keys(start).length > 0;
  if (Array.isArray(views) && views.length > 0 && !cameFromSample)
    return atPlace({ views, place: 0 }, place ?? 0);
  return { views: [firstView(run, start)], place: 0 };
}

/** The latents of a run and the samples that they make. */
export function LatentsPage({ host, explored }: LatentsPageProps) {
  const { dir, name, run } = explored;
  const [history, setHistory] = useKeptState("latents", (kept) => restoreHistory(kept, explored));
  const view = history.views[history.place] ?? firstView(run);
  const latest = useRef(history);
  latest.current = history;
  const change = (next: LatentsView, by?: string) => setHistory(withView(latest.current, next, by));
  const { drawn, error } = useDrawn(host, askFor(view, "picture"));
  const one = useDrawn(host, askFor(view, "keep", { kind: "picked", samples: [view.chosen] }));
  const steps = drawn?.steps ?? run.steps;
  useEffect(() => host.onStart((start) => change(firstView({ ...run, steps }, start))));
  return (
    <main class="latents">
      <header class="latents-head">
        <h1>{LATENTS_STRINGS.title(name)}</h1>
        <span class="hint">{LATENTS_STRINGS.about(run.latent.size, run.latent.distribution)}</span>
        <IconButton
          icon="graph-line"
          label={LATENTS_STRINGS.openDashboard}
          onClick={() => host.openDashboard()}
        />
        <SaveSamples {...{ host, run, view }} />
      </header>
      <LatentsTools
        {...{ run, steps, history, view }}
        onView={change}
        onPlace={(place) => setHistory(atPlace(history, place))}
      />
      {error !== undefined && (
        <p class="warning" role="alert">
          {error}
        </p>
      )}
      <div class="latents-panels">
        <SamplesPanel {...{ dir, run, view, drawn }} onView={change} />
        <div class="latents-side">
          <ChosenPanel
            view={view}
            name={sampleName(run, view, view.chosen)}
            drawn={one.drawn}
            onView={(next) => change(next, "choose")}
          />
          <Coordinates {...{ host, run, view }} latent={one.drawn?.latent ?? []} onView={change} />
        </div>
      </div>
      <RowPanel {...{ host, dir, run, view }} onView={change} />
    </main>
  );
}

interface SamplesPanelProps {
  dir: string;
  run: ExploredRun;
  view: LatentsView;
  drawn: Drawn | undefined;
  onView(view: LatentsView, by?: string): void;
}

/** All samples of the view. */
function SamplesPanel({ dir, run, view, drawn, onView }: SamplesPanelProps) {
  const figure = drawn?.figure;
  return (
    <section class="samples-panel" aria-label={LATENTS_STRINGS.samples}>
      <div class="latents-head">
        <h2>{drawn ? LATENTS_STRINGS.figure(formatCount(drawn.step)) : LATENTS_STRINGS.samples}</h2>
        {run.pictures && <Help what={LATENTS_STRINGS.samples} text={LATENTS_STRINGS.samplesHelp} />}
      </div>
      {figure?.kind === "images" && (
        <PickGrid
          figure={figure}
          chosen={view.chosen}
          picked={view.picked}
          nameOf={(sample) => sampleName(run, view, sample)}
          onChoose={(chosen) => onView({ ...view, chosen }, "choose")}
          onPick={(sample) => onView(withPicked(view, sample))}
        />
      )}
      {figure && figure.kind !== "images" && <FigureView {...{ figure, dir }} />}
    </section>
  );
}

/** A sample's number, and of a conditional GAN its class. */
function sampleName({ classes }: ExploredRun, view: LatentsView, sample: number): string {
  const ofClass = view.class ?? classes?.[(sample - 1) % classes.length];
  return ofClass === undefined
    ? STRINGS.sampleAlone(sample)
    : STRINGS.sampleOfClass(sample, ofClass);
}

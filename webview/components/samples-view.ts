import type { Figure, ImagesFigure } from "../../src/shared/run/figure";
import { DensityView } from "./density-figure";
import { el } from "./dom";
import type { FigureCache } from "./figure-cache";
import { PictureView } from "./picture";
import { Player } from "./player";
import type { RunModel } from "./run-model";
import { SCATTER_LAYERS, type ScatterLayer, ScatterView } from "./scatter-figure";
import { STRINGS } from "./strings";
import type { ThemeSource } from "./theme";

/** What shows the samples of image data: the whole picture, or its tiles one by one. */
export interface ImagesView {
  readonly element: HTMLElement;
  show(step: number, model: RunModel, figure: ImagesFigure | null): void;
}

/** How a person wants figures to be drawn. Kept with the page's state. */
export interface FigureSettings {
  /** Layers of scatter figures that are hidden. */
  hiddenLayers: ScatterLayer[];
}

/** Settings out of a kept state, which may come from another version of the extension. */
export function restoreFigureSettings(kept: unknown): FigureSettings {
  const { hiddenLayers } = (typeof kept === "object" && kept !== null ? kept : {}) as {
    hiddenLayers?: unknown;
  };
  const names = Array.isArray(hiddenLayers) ? hiddenLayers : [];
  return { hiddenLayers: SCATTER_LAYERS.filter((layer) => names.includes(layer)) };
}

interface SamplesViewParts {
  model: RunModel;
  figures: FigureCache;
  theme: ThemeSource;
  settings: FigureSettings;
  saveSettings(settings: FigureSettings): void;
  /** By default the whole picture. */
  images?: ImagesView;
}

/** The samples of a run at the step that its player chose, drawn as their kind asks for. */
export class SamplesView {
  readonly element: HTMLElement;
  readonly player = new Player(() => this.#show());
  readonly #stage = el("div", {
    class: "stage",
    attributes: { tabindex: "0", role: "group", "aria-label": STRINGS.samples },
  });
  readonly #density = new DensityView();
  readonly #scatter: ScatterView;
  readonly #images: ImagesView;
  #shown = false;

  constructor(private readonly parts: SamplesViewParts) {
    this.#images = parts.images ?? wholePicture();
    const hidden = new Set(parts.settings.hiddenLayers);
    this.#scatter = new ScatterView(hidden, () =>
      parts.saveSettings({ hiddenLayers: [...hidden] }),
    );
    this.element = el("div", { class: "samples-view" }, this.#stage, this.player.element);
    this.player.listenOn(this.#stage);
    parts.theme.onChange(() => this.#show());
    this.#show();
  }

  /** Another run is shown. */
  forget(): void {
    this.#density.forget();
  }

  /** Takes over the model's steps. */
  render(): void {
    this.player.setSteps(this.parts.model.sampleSteps);
  }

  /** The figure of a step has come. */
  receive(step: number, figure: Figure | null): void {
    this.parts.figures.put(step, figure);
    if (step === this.player.step) this.#show();
  }

  #show(): void {
    const step = this.player.step;
    if (step === undefined) {
      this.#shown = false;
      this.#stage.replaceChildren(el("p", { class: "hint", text: STRINGS.noSamples }));
      return;
    }
    const figure = this.parts.figures.get(step);
    // Until the figure is here the last one stays, which is calmer than a blank.
    if (figure === undefined && this.#shown) return;
    const view = this.#viewOf(figure);
    if (!view) return;
    if (this.#stage.firstChild !== view.element) this.#stage.replaceChildren(view.element);
    this.#shown = true;
    const theme = this.parts.theme.current;
    if (figure?.kind === "density") this.#density.show(figure, theme);
    else if (figure?.kind === "scatter") this.#scatter.show(figure, theme);
    else this.#images.show(step, this.parts.model, figure ?? null);
  }

  #viewOf(figure: Figure | null | undefined): { element: HTMLElement } | undefined {
    if (figure === undefined) return undefined;
    if (figure?.kind === "density") return this.#density;
    if (figure?.kind === "scatter") return this.#scatter;
    return this.#images;
  }
}

function wholePicture(): ImagesView {
  const picture = new PictureView();
  return {
    element: picture.element,
    show: (step, model, figure) => picture.show(step, model, figure),
  };
}

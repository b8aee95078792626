import { classOfSample, stepName, type ImagesFigure } from "../../src/shared/run/figure";
import { formatNumber } from "../../src/shared/text/format";
import { el } from "../components/dom";
import { PictureView, pixelScale } from "../components/picture";
import type { RunModel } from "../components/run-model";
import type { ImagesView } from "../components/samples-view";
import { STRINGS } from "../components/strings";
import { Enlarged } from "./enlarged";
import { drawTile, tileLabel, tileWidth, type Sheet } from "./tile";

/** Between tiles, in CSS pixels; as in samples.css. */
const GAP = 6;
/** Tiles are enlarged until one is about this wide, in CSS pixels. */
const COMFORTABLE = 64;

interface Tile {
  element: HTMLButtonElement;
  canvas: HTMLCanvasElement;
  caption: HTMLElement;
}

/**
 * The samples one by one, each beside its nearest training example if the person wants that; a
 * click enlarges one.
 */
export class TilesView implements ImagesView {
  readonly element: HTMLElement;
  readonly #grid = el("div", { class: "tiles" });
  readonly #pairs = el("input", {
    attributes: { type: "checkbox" },
    on: { change: () => this.#toggle() },
  });
  readonly #pairsLabel = el("label", { class: "check" }, this.#pairs, STRINGS.withNearest);
  readonly #whole = new PictureView();
  readonly #enlarged = new Enlarged();
  readonly #tiles: Tile[] = [];
  #sheet: Sheet | undefined;
  /** Counts what was asked for: pictures that are loaded too late are not shown. */
  #asked = 0;

  constructor(
    pairs: boolean,
    private readonly onPairs: (pairs: boolean) => void,
  ) {
    this.#pairs.checked = pairs;
    this.element = el(
      "div",
      { class: "tiles-view" },
      this.#pairsLabel,
      this.#grid,
      this.#whole.element,
      this.#enlarged.element,
    );
    new ResizeObserver(() => this.#fit()).observe(this.#grid);
  }

  show(step: number, model: RunModel, figure: ImagesFigure | null): void {
    const asked = ++this.#asked;
    this.#whole.element.hidden = figure !== null;
    this.#grid.hidden = figure === null;
    this.#pairsLabel.hidden = !figure?.nearest;
    if (!figure) {
      // Without its layout the picture can still be shown as it is.
      this.#whole.show(step, model, figure);
      return;
    }
    const name = stepName(step);
    const nearest = figure.nearest ? loadImage(model.sampleUri(`${name}.nearest.png`)) : undefined;
    void Promise.all([loadImage(model.sampleUri(`${name}.png`)), nearest]).then(
      ([samples, examples]) => {
        if (asked !== this.#asked || !samples) return;
        this.#sheet = examples ? { figure, samples, nearest: examples } : { figure, samples };
        this.#draw(this.#sheet);
      },
    );
  }

  #toggle(): void {
    this.onPairs(this.#pairs.checked);
    if (this.#sheet) this.#draw(this.#sheet);
  }

  #draw(sheet: Sheet): void {
    const { count } = sheet.figure.layout;
    const pair = this.#pairs.checked;
    while (this.#tiles.length < count) this.#add();
    this.#tiles.forEach(({ element, canvas, caption }, i) => {
      element.hidden = i >= count;
      if (element.hidden) return;
      drawTile(canvas, sheet, i, pair);
      element.title = tileLabel(sheet, i, pair);
      element.setAttribute("aria-label", element.title);
      const distance = pair ? sheet.figure.nearest?.[i]?.distance : undefined;
      const parts = [
        classOfSample(sheet.figure, i),
        distance === undefined ? undefined : STRINGS.distance(formatNumber(distance, 3)),
      ];
      caption.textContent = parts.filter((part) => part !== undefined).join(" · ");
    });
    this.#fit();
    this.#enlarged.update(sheet);
  }

  #add(): void {
    const i = this.#tiles.length;
    const canvas = el("canvas", { class: "pixelated" });
    const caption = el("span", { class: "hint" });
    const element = el(
      "button",
      {
        class: "tile",
        attributes: { type: "button" },
        on: { click: () => this.#sheet && this.#enlarged.open(this.#sheet, i) },
      },
      canvas,
      caption,
    );
    this.#tiles.push({ element, canvas, caption });
    this.#grid.append(element);
  }

  /** One whole factor for all tiles: large enough to be seen, small enough for the panel. */
  #fit(): void {
    const room = this.#grid.clientWidth;
    if (!this.#sheet || room === 0) return;
    const width = tileWidth(this.#sheet, this.#pairs.checked);
    const goal = Math.min(
      room,
      Math.max(
        COMFORTABLE * (width / this.#sheet.figure.layout.tileWidth),
        width / devicePixelRatio,
      ),
    );
    const scale = pixelScale(width, goal + GAP / 2);
    for (const { canvas } of this.#tiles)
      Object.assign(canvas.style, {
        width: `${canvas.width * scale}px`,
        height: `${canvas.height * scale}px`,
      });
  }
}

/** The picture, decoded; undefined where it is gone. */
async function loadImage(address: string): Promise<HTMLImageElement | undefined> {
  const image = new Image();
  image.src = address;
  try {
    await image.decode();
    return image;
  } catch {
    return undefined;
  }
}

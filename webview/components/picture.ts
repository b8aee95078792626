import { classOfSample, type ImagesFigure, stepName } from "../../src/shared/run/figure";
import { formatCount } from "../../src/shared/text/format";
import { el } from "./dom";
import { tallestFigure } from "./figure-size";
import type { RunModel } from "./run-model";
import { STRINGS } from "./strings";

/**
 * The factor, in CSS pixels, by which a picture of `pixels` fills `room` with every pixel equally
 * large; less than 1 device pixel only where it does not fit.
 */
export function pixelScale(pixels: number, room: number): number {
  const whole = Math.floor((room * devicePixelRatio) / pixels);
  return whole >= 1 ? whole / devicePixelRatio : room / pixels;
}

/**
 * The sample picture of a step as the trainer wrote it, enlarged by a whole factor; of a
 * conditional GAN with the names of the classes over its columns.
 */
export class PictureView {
  readonly element: HTMLElement;
  readonly #classes = el("div", { class: "picture-classes" });
  #figure: ImagesFigure | null = null;
  readonly #image = el("img", { class: "pixelated", on: { load: () => this.#fit() } });

  constructor() {
    this.element = el("div", { class: "figure-picture" }, this.#classes, this.#image);
    new ResizeObserver(() => this.#fit()).observe(this.element);
  }

  show(step: number, model: RunModel, figure: ImagesFigure | null): void {
    this.#figure = figure;
    const names = figure?.classes
      ? Array.from({ length: figure.layout.columns }, (_, column) => classOfSample(figure, column)!)
      : [];
    this.#classes.replaceChildren(
      ...names.map((name) => el("span", { text: name, attributes: { title: name } })),
    );
    this.#classes.hidden = names.length === 0;
    const address = model.sampleUri(`${stepName(step)}.png`);
    if (this.#image.getAttribute("src") !== address) this.#image.src = address;
    this.#image.alt = STRINGS.pictureOf(formatCount(step));
  }

  #fit(): void {
    const { naturalWidth, naturalHeight } = this.#image;
    if (naturalWidth === 0 || this.element.clientWidth === 0) return;
    const scale = Math.min(
      pixelScale(naturalWidth, this.element.clientWidth),
      pixelScale(naturalHeight, tallestFigure()),
    );
    this.#image.style.width = `${naturalWidth * scale}px`;
    this.#image.style.height = `${naturalHeight * scale}px`;
    if (!this.#figure?.classes) return;
    const { gap, tileWidth } = this.#figure.layout;
    this.#classes.style.paddingInline = `${(gap / 2) * scale}px`;
    const names = Array.from(this.#classes.children) as HTMLElement[];
    for (const name of names) name.style.width = `${(tileWidth + gap) * scale}px`;
    // What is too long for its column stands upright.
    this.#classes.classList.remove("upright");
    this.#classes.classList.toggle(
      "upright",
      names.some(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth),
    );
  }
}

import { stepName } from "../../src/shared/figure";
import { formatCount } from "../../src/shared/format";
import { el } from "./dom";
import type { RunModel } from "./run-model";
import { STRINGS } from "./strings";

/** The factor, in CSS pixels, by which a picture of `pixels` fills `room` with every pixel equally large; less than 1 device pixel only where it does not fit. */
export function pixelScale(pixels: number, room: number): number {
  const whole = Math.floor((room * devicePixelRatio) / pixels);
  return whole >= 1 ? whole / devicePixelRatio : room / pixels;
}

/** The sample picture of a step as the trainer wrote it, enlarged by a whole factor. */
export class PictureView {
  readonly element: HTMLElement;
  readonly #image = el("img", { class: "pixelated", on: { load: () => this.#fit() } });

  constructor() {
    this.element = el("div", { class: "figure-picture" }, this.#image);
    new ResizeObserver(() => this.#fit()).observe(this.element);
  }

  show(step: number, model: RunModel): void {
    const address = model.sampleUri(`${stepName(step)}.png`);
    if (this.#image.getAttribute("src") !== address) this.#image.src = address;
    this.#image.alt = STRINGS.pictureOf(formatCount(step));
  }

  #fit(): void {
    const { naturalWidth, naturalHeight } = this.#image;
    if (naturalWidth === 0 || this.element.clientWidth === 0) return;
    const scale = pixelScale(naturalWidth, this.element.clientWidth);
    this.#image.style.width = `${naturalWidth * scale}px`;
    this.#image.style.height = `${naturalHeight * scale}px`;
  }
}

import { formatCount, formatNumber } from "../../src/shared/text/format";
import { button, el } from "../components/dom";
import { pixelScale } from "../components/picture";
import { STRINGS } from "../components/strings";
import { drawTile, sampleName, tileLabel, tileWidth, type Sheet } from "./tile";

/**
 * One sample, and its nearest training example, as large as the panel allows. Arrow keys go to its
 * neighbours.
 */
export class Enlarged {
  readonly element: HTMLDialogElement;
  readonly #canvas = el("canvas", { class: "pixelated", attributes: { role: "img" } });
  readonly #caption = el("p");
  #sheet: Sheet | undefined;
  #index = 0;

  constructor() {
    const close = button({
      icon: "close",
      label: STRINGS.close,
      iconOnly: true,
      onClick: () => this.element.close(),
    });
    this.element = el(
      "dialog",
      { class: "enlarged", attributes: { "aria-label": STRINGS.sample } },
      close,
      this.#canvas,
      this.#caption,
    );
    this.element.addEventListener("click", (event) => {
      if (event.target === this.element) this.element.close();
    });
    this.element.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (by === undefined || !this.#sheet) return;
      event.preventDefault();
      this.#index = Math.min(this.#sheet.figure.layout.count - 1, Math.max(0, this.#index + by));
      this.update(this.#sheet);
    });
  }

  open(sheet: Sheet, index: number): void {
    this.#index = index;
    this.#sheet = sheet;
    this.element.showModal();
    this.update(sheet);
  }

  /** Another step is shown: the same sample of it, which comes from the same latent vector. */
  update(sheet: Sheet): void {
    this.#sheet = sheet;
    if (!this.element.open || this.#index >= sheet.figure.layout.count) return;
    drawTile(this.#canvas, sheet, this.#index, true);
    const scale = pixelScale(tileWidth(sheet, true), Math.min(innerWidth - 56, 640));
    Object.assign(this.#canvas.style, {
      width: `${this.#canvas.width * scale}px`,
      height: `${this.#canvas.height * scale}px`,
    });
    this.#canvas.setAttribute("aria-label", tileLabel(sheet, this.#index, true));
    const nearest = sheet.figure.nearest?.[this.#index];
    this.#caption.replaceChildren(
      el("strong", { text: sampleName(sheet.figure, this.#index) }),
      nearest
        ? el("span", {
            class: "hint",
            text: STRINGS.nearestExample(
              formatCount(nearest.index),
              formatNumber(nearest.distance),
            ),
          })
        : "",
    );
  }
}

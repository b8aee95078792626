import { formatCount } from "../../src/shared/text/format";
import { button, el, icon, prefersReducedMotion, setText } from "./dom";
import { STRINGS } from "./strings";

/** Milliseconds that each picture stays while playing. */
const FRAME = 200;
const SLOW_FRAME = 1000;

/**
 * Chooses one of the steps that have a picture: slider, arrow keys, previous, next, play. It
 * follows the newest until the person goes back, and again once the person returns to the newest.
 */
export class Player {
  readonly element: HTMLElement;
  #steps: readonly number[] = [];
  #index = -1;
  #following = true;
  #timer: ReturnType<typeof setInterval> | undefined;

  readonly #slider = el("input", {
    class: "player-slider",
    attributes: { type: "range", min: "0", step: "1", "aria-label": STRINGS.sampleStep },
    on: { input: () => this.#choose(Number(this.#slider.value)) },
  });
  readonly #play = button({
    icon: "play",
    label: STRINGS.play,
    iconOnly: true,
    onClick: () => this.#toggle(),
  });
  readonly #newest = button({
    icon: "pinned",
    label: STRINGS.newest,
    iconOnly: true,
    onClick: () => this.#choose(this.#steps.length - 1),
  });
  readonly #previous = button({
    icon: "chevron-left",
    label: STRINGS.previous,
    iconOnly: true,
    onClick: () => this.#choose(this.#index - 1),
  });
  readonly #next = button({
    icon: "chevron-right",
    label: STRINGS.next,
    iconOnly: true,
    onClick: () => this.#choose(this.#index + 1),
  });
  readonly #label = el("span", { class: "player-step" });

  /** @param onShow is told the chosen step, undefined where there is none. */
  constructor(private readonly onShow: (step: number | undefined) => void) {
    this.element = el(
      "div",
      { class: "player" },
      el("div", { class: "player-buttons" }, this.#previous, this.#play, this.#next, this.#newest),
      this.#slider,
      this.#label,
    );
    this.#render();
  }

  get step(): number | undefined {
    return this.#steps[this.#index];
  }

  setSteps(steps: readonly number[]): void {
    const before = this.step;
    this.#steps = steps;
    const kept = before === undefined ? -1 : steps.indexOf(before);
    this.#index = this.#following || kept < 0 ? steps.length - 1 : kept;
    this.#show();
  }

  /** Arrow keys, Home and End on an element that shows the picture. */
  listenOn(element: HTMLElement): void {
    element.addEventListener("keydown", (event) => {
      if (event.target !== element) return;
      const target = {
        ArrowLeft: this.#index - 1,
        ArrowRight: this.#index + 1,
        Home: 0,
        End: this.#steps.length - 1,
      }[event.key];
      if (target === undefined) return;
      event.preventDefault();
      this.#choose(target);
    });
  }

  #choose(index: number): void {
    this.#pause();
    this.#go(index);
  }

  #go(index: number): void {
    this.#index = Math.min(this.#steps.length - 1, Math.max(0, index));
    this.#following = this.#index === this.#steps.length - 1;
    this.#show();
  }

  #toggle(): void {
    if (this.#timer !== undefined) {
      this.#pause();
      return;
    }
    if (this.#index >= this.#steps.length - 1) this.#go(0);
    this.#timer = setInterval(
      () => {
        this.#go(this.#index + 1);
        if (this.#following) this.#pause();
      },
      prefersReducedMotion() ? SLOW_FRAME : FRAME,
    );
    this.#showPlay();
  }

  #pause(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#showPlay();
  }

  #showPlay(): void {
    const playing = this.#timer !== undefined;
    this.#play.replaceChildren(icon(playing ? "debug-pause" : "play"));
    this.#play.title = playing ? STRINGS.stopPlaying : STRINGS.play;
    this.#play.setAttribute("aria-label", this.#play.title);
  }

  #show(): void {
    this.#render();
    this.onShow(this.step);
  }

  #render(): void {
    const count = this.#steps.length;
    const step = this.step;
    const text = step === undefined ? "" : STRINGS.stepNumber(formatCount(step));
    this.#slider.max = String(Math.max(0, count - 1));
    this.#slider.value = String(Math.max(0, this.#index));
    this.#slider.disabled = this.#play.disabled = count < 2;
    this.#slider.setAttribute(
      "aria-valuetext",
      step === undefined
        ? STRINGS.noSamples
        : `${text}, ${STRINGS.positionOf(this.#index + 1, count)}`,
    );
    this.#previous.disabled = this.#index <= 0;
    this.#next.disabled = this.#index >= count - 1;
    this.#newest.disabled = count === 0;
    this.#newest.setAttribute("aria-pressed", String(this.#following));
    setText(this.#label, text);
  }
}

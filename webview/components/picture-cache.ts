import type { Picture } from "../../src/shared/run/picture";
import type { Host } from "./host";

/** Enough to play through a run without asking twice; a scatter picture is some 100 kB. */
const CAPACITY = 200;

/** Pictures that the extension was asked for. */
export class PictureCache {
  readonly #pictures = new Map<number, Picture | null>();
  readonly #asked = new Set<number>();

  constructor(private readonly host: Host) {}

  /** The picture of a step; undefined while it is on its way, null where it is gone. */
  get(step: number): Picture | null | undefined {
    const picture = this.#pictures.get(step);
    if (picture === undefined && !this.#asked.has(step)) {
      this.#asked.add(step);
      this.host.requestPicture(step);
    }
    return picture;
  }

  put(step: number, picture: Picture | null): void {
    this.#asked.delete(step);
    this.#pictures.delete(step);
    this.#pictures.set(step, picture);
    const oldest = this.#pictures.keys().next();
    if (this.#pictures.size > CAPACITY && !oldest.done) this.#pictures.delete(oldest.value);
  }

  forget(step?: number): void {
    if (step === undefined) {
      this.#pictures.clear();
      this.#asked.clear();
    } else {
      this.#pictures.delete(step);
      this.#asked.delete(step);
    }
  }
}

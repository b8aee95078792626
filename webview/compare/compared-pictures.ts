import type { Picture } from "../../src/shared/run/picture";
import type { CompareHost } from "./compare-host";

/** So many pictures are kept; one of 2-D data is some 100 kB. */
const CAPACITY = 400;

/** What the pictures of runs show, as the extension was asked for it. */
export class ComparedPictures {
  readonly #pictures = new Map<string, Picture | null>();
  readonly #asked = new Set<string>();

  constructor(private readonly host: CompareHost) {}

  /** Undefined while it is on its way, and in a report; null where it is not known. */
  get(dir: string, step: number): Picture | null | undefined {
    const key = keyOf(dir, step);
    const picture = this.#pictures.get(key);
    if (picture === undefined && !this.#asked.has(key)) {
      this.#asked.add(key);
      this.host.requestPicture(dir, step);
    }
    return picture;
  }

  put(dir: string, step: number, picture: Picture | null): void {
    const key = keyOf(dir, step);
    this.#asked.delete(key);
    this.#pictures.set(key, picture);
    const oldest = this.#pictures.keys().next();
    if (this.#pictures.size > CAPACITY && !oldest.done) this.#pictures.delete(oldest.value);
  }

  /** Runs may have been taken back and trained again: what is shown is asked for anew. */
  forgetUnknown(): void {
    for (const [key, picture] of this.#pictures) if (picture === null) this.#pictures.delete(key);
  }
}

const keyOf = (dir: string, step: number): string => `${step} ${dir}`;

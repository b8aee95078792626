import { tableText } from "../../data/table-columns";
import { sizeOf } from "../../experiment/shapes";
import type { Picture } from "../../shared/run/picture";
import { densityOf } from "./density";
import { imagesOf } from "./images";
import type { PicturePieces } from "./pieces";
import { scatterOf } from "./scatter";
import { densityPng, scatterPng } from "./png";
import type { Session } from "../session/session";

/* The sample picture of a run, by the kind of its data. */

export interface SamplePicture {
  picture: Picture;
  png: Uint8Array;
  /** The nearest training example of each sample, in the same grid. */
  nearest?: Uint8Array;
  /** The samples as comma-separated values, where the data is a table. */
  table?: string;
}

/**
 * A picture of what G makes now, always from the same latents. The session is not changed by it.
 */
export async function* samplePicture(session: Session): PicturePieces<SamplePicture> {
  const { source } = session;
  if (source.shape.length > 1) return yield* imagesOf(session);
  if (sizeOf(source.shape) === 1) {
    const picture = yield* densityOf(session);
    return { picture, png: await densityPng(picture) };
  }
  const { picture, generated } = yield* scatterOf(session);
  yield false;
  const png = await scatterPng(picture);
  const { data } = session.experiment;
  const table = source.kind === "examples" ? source.dataset.table : undefined;
  if (!table || data.source !== "csv") return { picture, png };
  yield false;
  return { picture, png, table: tableText(table, generated, data) };
}

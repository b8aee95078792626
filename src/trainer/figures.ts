import { tableText } from "../data/table-columns";
import { sizeOf } from "../experiment/shapes";
import type { Figure } from "../shared/figure";
import { densityOf } from "./figures/density";
import { imagesOf } from "./figures/images";
import { scatterOf } from "./figures/scatter";
import { densityPicture, scatterPicture } from "./pictures/pictures";
import type { Session } from "./session";

export interface SamplePicture {
  figure: Figure;
  picture: Uint8Array;
  /** The nearest training example of each sample, in the same grid. */
  nearest?: Uint8Array;
  /** The samples as comma-separated values, where the data is a table. */
  table?: string;
}

/**
 * A picture of what G makes now, always from the same latents. The session is not changed by it. What depends on the
 * session's state is done by the first yield; at each yield training may go on.
 */
export async function* samplePicture(session: Session): AsyncGenerator<void, SamplePicture> {
  const { source } = session;
  if (source.shape.length > 1) return yield* imagesOf(session);
  const { data } = session.experiment;
  const table = source.kind === "examples" ? source.dataset.table : undefined;
  if (sizeOf(source.shape) > 1) {
    const { figure, generated } = await scatterOf(session);
    return {
      figure,
      picture: scatterPicture(figure),
      ...(table && data.source === "csv" ? { table: tableText(table, generated, data) } : {}),
    };
  }
  const figure = await densityOf(session);
  return { figure, picture: densityPicture(figure) };
}

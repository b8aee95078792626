import { useEffect, useState } from "preact/hooks";
import { type ImagesPicture, stepName } from "../../src/shared/run/picture";
import type { Sheet } from "./sheet";

/** The pictures of a step once they are loaded; until then those of the step before. */
export function useSheet(
  step: number,
  picture: ImagesPicture | null,
  sampleUri: (file: string) => string,
): Sheet | undefined {
  const [sheet, setSheet] = useState<Sheet>();
  const samples = sampleUri(`${stepName(step)}.png`);
  useEffect(() => {
    if (!picture) return undefined;
    let wanted = true;
    const nearest = picture.nearest && sampleUri(`${stepName(step)}.nearest.png`);
    void Promise.all([loadImage(samples), nearest && loadImage(nearest)]).then(
      ([image, examples]) => {
        // Pictures that are loaded too late are not shown.
        if (!wanted || !image) return;
        setSheet({ picture, samples: image, ...(examples && { nearest: examples }) });
      },
    );
    return () => {
      wanted = false;
    };
  }, [samples, picture]);
  return sheet;
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

import { useLayoutEffect, useRef } from "preact/hooks";
import { classOfSample, type ImagesPicture, stepName } from "../../src/shared/run/picture";
import { formatCount } from "../../src/shared/text/format";
import { tallestPicture } from "./picture-size";
import type { ImagesProps } from "./samples-view";
import { STRINGS } from "./strings";
import { useResize } from "./use-resize";

/* A picture of samples, with pixels as large as there is room for. */

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
export function ImagesView({ step, picture, sampleUri }: ImagesProps) {
  const element = useRef<HTMLDivElement>(null);
  const image = useRef<HTMLImageElement>(null);
  const classes = useRef<HTMLDivElement>(null);
  const fit = () => {
    if (!element.current || !image.current) return;
    const scale = fitImage(image.current, element.current.clientWidth);
    if (scale && picture?.classes && classes.current) fitClasses(classes.current, picture, scale);
  };
  useLayoutEffect(fit);
  useResize(element, fit);
  return (
    <div ref={element} class="picture-images">
      {picture?.classes && (
        <div ref={classes} class="picture-classes">
          {Array.from({ length: picture.layout.columns }, (_, column) => {
            const name = classOfSample(picture, column);
            return (
              <span key={column} title={name}>
                {name}
              </span>
            );
          })}
        </div>
      )}
      <img
        ref={image}
        class="pixelated"
        src={sampleUri(`${stepName(step)}.png`)}
        alt={STRINGS.pictureOf(formatCount(step))}
        onLoad={fit}
      />
    </div>
  );
}

/** Gives a picture its size. @returns its factor; undefined where it is not there yet */
function fitImage(image: HTMLImageElement, room: number): number | undefined {
  const { naturalWidth, naturalHeight } = image;
  if (naturalWidth === 0 || room === 0) return undefined;
  const scale = Math.min(
    pixelScale(naturalWidth, room),
    pixelScale(naturalHeight, tallestPicture()),
  );
  image.style.width = `${naturalWidth * scale}px`;
  image.style.height = `${naturalHeight * scale}px`;
  return scale;
}

/** Puts the names of the classes over their columns. */
function fitClasses(element: HTMLElement, { layout }: ImagesPicture, scale: number): void {
  const { gap, tileWidth } = layout;
  element.style.paddingInline = `${(gap / 2) * scale}px`;
  const names = Array.from(element.children) as HTMLElement[];
  for (const name of names) name.style.width = `${(tileWidth + gap) * scale}px`;
  // What is too long for its column stands upright.
  element.classList.remove("upright");
  element.classList.toggle(
    "upright",
    names.some(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth),
  );
}

import { useLayoutEffect, useRef } from "preact/hooks";
import { formatCount, formatNumber } from "../../src/shared/text/format";
import { Button } from "../components/button";
import { IconButton } from "../components/icon-button";
import { pixelScale } from "../components/images-view";
import { useHost } from "../components/page-context";
import { STRINGS } from "../components/strings";
import { drawTile, sampleName, type Sheet, tileLabel, tileWidth } from "./sheet";

/** The widest that a sample is drawn, in CSS pixels, and the room around it. */
const WIDEST = 640;
const AROUND = 56;

interface EnlargedSampleProps {
  sheet: Sheet;
  index: number;
  /** The person goes to another sample. */
  onIndex(index: number): void;
  onClose(): void;
}

/**
 * One sample, and its nearest training example, as large as the panel allows. Arrow keys go to its
 * neighbours. When another step is shown, it is the same sample of it, which comes from the same
 * latent vector.
 */
export function EnlargedSample({ sheet, index, onIndex, onClose }: EnlargedSampleProps) {
  const host = useHost();
  const dialog = useRef<HTMLDialogElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { picture } = sheet;
  const shown = Math.min(index, picture.layout.count - 1);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  useLayoutEffect(() => {
    if (canvas.current) drawTile(canvas.current, sheet, shown, true);
  }, [sheet, shown]);
  const scale = pixelScale(tileWidth(sheet, true), Math.min(innerWidth - AROUND, WIDEST));
  const nearest = picture.nearest?.[shown];
  return (
    <dialog
      ref={dialog}
      class="enlarged"
      aria-label={STRINGS.sample}
      onClose={onClose}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) currentTarget.close();
      }}
      onKeyDown={(event) => {
        const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        onIndex(Math.min(picture.layout.count - 1, Math.max(0, shown + by)));
      }}
    >
      <IconButton icon="close" label={STRINGS.close} onClick={() => dialog.current?.close()} />
      <canvas
        ref={canvas}
        class="pixelated"
        role="img"
        aria-label={tileLabel(sheet, shown, true)}
        style={{
          width: `${tileWidth(sheet, true) * scale}px`,
          height: `${picture.layout.tileHeight * scale}px`,
        }}
      />
      <p>
        <strong>{sampleName(picture, shown)}</strong>
        {nearest && (
          <span class="hint">
            {STRINGS.nearestExample(formatCount(nearest.index), formatNumber(nearest.distance))}
          </span>
        )}
      </p>
      <Button
        icon="compass"
        label={STRINGS.exploreSample}
        onClick={() => {
          dialog.current?.close();
          return host.action("exploreLatents", picture.step, shown + 1);
        }}
      />
    </dialog>
  );
}

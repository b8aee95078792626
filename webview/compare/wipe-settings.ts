import type { ComparedRunView } from "../../src/shared/compare/compared-runs";

/** A picture of one side: of a run, at a step of its own or at that of the slider. */
export interface WipeSide {
  dir: string;
  step?: number;
}

/** How samples are shown. */
export interface PictureSettings {
  mode: "beside" | "wipe";
  left?: WipeSide;
  right?: WipeSide;
}

/** What was kept, perhaps by another version of the extension. */
export function restorePictures(kept: unknown): PictureSettings {
  const { mode, left, right } = (kept ?? {}) as Partial<Record<keyof PictureSettings, unknown>>;
  const [first, second] = [sideOf(left), sideOf(right)];
  return {
    mode: mode === "wipe" ? "wipe" : "beside",
    ...(first ? { left: first } : {}),
    ...(second ? { right: second } : {}),
  };
}

function sideOf(kept: unknown): WipeSide | undefined {
  const { dir, step } = (kept ?? {}) as Partial<Record<keyof WipeSide, unknown>>;
  if (typeof dir !== "string") return undefined;
  return typeof step === "number" ? { dir, step } : { dir };
}

/**
 * Both sides as they are shown: those that were chosen, else the first two runs that have pictures;
 * of one run alone its first picture and that of the slider.
 */
export function wipeSides(
  runs: readonly ComparedRunView[],
  { left, right }: PictureSettings,
): { left: WipeSide; right: WipeSide } | undefined {
  const [first, second] = runs.filter(({ pictures }) => pictures.length > 0);
  if (!first) return undefined;
  const isThere = (side?: WipeSide) => runs.some(({ dir }) => dir === side?.dir);
  const before: WipeSide = second ? { dir: first.dir } : { dir: first.dir, step: 0 };
  return {
    left: left && isThere(left) ? left : before,
    right: right && isThere(right) ? right : { dir: (second ?? first).dir },
  };
}

/* Work in step with the frames that the browser draws. */

/** Calls `render` once in the next animation frame, however often it was asked for before that. */
export function oncePerFrame(render: () => void): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      render();
    });
  };
}

/**
 * Calls `action` when what has been asked to be drawn is drawn: after two frames, since panels draw
 * in the frame after the one in which they are told to. A page that nobody sees has no frames and
 * draws nothing.
 */
export function afterDrawing(action: () => void): void {
  let done = false;
  const finish = () => {
    if (done) return;
    done = true;
    document.removeEventListener("visibilitychange", finishWhenHidden);
    action();
  };
  const finishWhenHidden = () => {
    if (document.hidden) finish();
  };
  document.addEventListener("visibilitychange", finishWhenHidden);
  finishWhenHidden();
  requestAnimationFrame(() => requestAnimationFrame(finish));
}

export function prefersReducedMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

import type { Session } from "../session/session";

/* What the pictures of all kinds of data have in common. */

/** What a picture of points shows: a run that is being trained, or one opened at a checkpoint. */
export type PicturedRun = Pick<Session, "program" | "model" | "experiment" | "source" | "step">;

/**
 * A picture that is made in pieces. At each yield commands are answered; `true` where the session's
 * state is still needed as it is, so that training has to wait, `false` where training may go on.
 */
export type PicturePieces<T> = AsyncGenerator<boolean, T>;

/** Pieces for which training waits. */
export async function* holding<T>(work: AsyncGenerator<unknown, T>): PicturePieces<T> {
  for (;;) {
    const { done, value } = await work.next();
    if (done) return value;
    yield true;
  }
}

/*
 * Long work in pieces: generators that yield the share that is done, in [0, 1], and at each yield
 * let others have their turn.
 */

/** A part of a longer work: its shares as shares of the whole. */
export async function* shares<T>(
  part: AsyncGenerator<number, T>,
  from: number,
  to: number,
): AsyncGenerator<number, T> {
  try {
    for (;;) {
      const { done, value } = await part.next();
      if (done) return value;
      yield from + (to - from) * value;
    }
  } finally {
    await giveUp(part);
  }
}

/**
 * Ends a work that nobody asks for its next piece any more: it frees what it holds. One that is
 * complete stays so.
 */
export async function giveUp(work: AsyncGenerator<unknown, unknown>): Promise<void> {
  await work.return(undefined);
}

/** A part of a longer work that does not know how much of it is done: that stays at a share. */
export function* atShare<T>(share: number, part: Generator<unknown, T>): Generator<number, T> {
  for (;;) {
    const { done, value } = part.next();
    if (done) return value;
    yield share;
  }
}

/** All of a work that needs nobody's turn in between, at once. */
export function atOnce<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** All of a work at once. `tell` is told the shares that it yields. */
export async function finish<S, T>(
  work: AsyncGenerator<S, T>,
  tell: (share: S) => void = () => undefined,
): Promise<T> {
  for (;;) {
    const { done, value } = await work.next();
    if (done) return value;
    tell(value);
  }
}

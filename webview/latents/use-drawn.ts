import { useEffect, useRef, useState } from "preact/hooks";
import type { Drawn, ExploreAsk } from "../../src/shared/protocol/explore";
import type { LatentsHost } from "./latents-host";

/** What came of the newest ask that was answered, and what was wrong with it. */
export interface Shown {
  drawn?: Drawn;
  error?: string;
}

/**
 * Keeps samples as they are asked for. One ask is on its way at a time, and of those that come
 * meanwhile the newest is next: a slider does not run ahead of what it shows. Until there is another
 * answer the last one stays.
 */
export function useDrawn(host: LatentsHost, ask: ExploreAsk | undefined): Shown {
  const [shown, setShown] = useState<Shown>({});
  const wanted = useRef(ask);
  const busy = useRef(false);
  const gone = useRef(false);
  wanted.current = ask;
  const key = JSON.stringify(ask);
  useEffect(() => {
    async function follow(): Promise<void> {
      if (busy.current) return;
      busy.current = true;
      let done: string | undefined;
      while (!gone.current && wanted.current && JSON.stringify(wanted.current) !== done) {
        const next = wanted.current;
        done = JSON.stringify(next);
        const answer = await answerTo(host, next);
        if (!gone.current) setShown((before) => ({ ...before, error: undefined, ...answer }));
      }
      busy.current = false;
    }
    if (ask) void follow();
    else setShown({});
  }, [key]);
  useEffect(
    () => () => {
      gone.current = true;
    },
    [],
  );
  return shown;
}

async function answerTo(host: LatentsHost, ask: ExploreAsk): Promise<Shown> {
  try {
    return { drawn: await host.draw(ask) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

import { useRef, useState } from "preact/hooks";

/**
 * What a press starts, once at a time: presses while it is still at work start nothing.
 *
 * @param start returns a promise where it takes time
 * @returns whether it is at work, and the press
 */
export function useOnce(start: () => unknown): [busy: boolean, press: () => void] {
  // Known at once, which a component's state is not.
  const atWork = useRef(false);
  const [busy, setBusy] = useState(false);
  const set = (value: boolean) => {
    atWork.current = value;
    setBusy(value);
  };
  const press = () => {
    if (atWork.current) return;
    const result = start();
    if (!(result instanceof Promise)) return;
    set(true);
    void result.finally(() => set(false));
  };
  return [busy, press];
}

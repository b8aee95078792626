import { useLayoutEffect, useRef } from "preact/hooks";
import type { RunState } from "../../src/shared/run/state";
import { Button } from "../components/button";
import { IconButton } from "../components/icon-button";
import { useHost } from "../components/page-context";
import { CONTROLS, type PageParts } from "./control-list";

interface ControlsProps extends PageParts {
  state: RunState;
}

/** The buttons of a run: those that its state allows. */
export function Controls({ state, ...page }: ControlsProps) {
  const host = useHost();
  const toolbar = useKeptFocus(state);
  return (
    <div ref={toolbar} class="controls" role="toolbar">
      {CONTROLS.filter(({ shownIn }) => shownIn(state)).map((control) => {
        const { icon, label, tip, primary, act } = control;
        const onClick = () => act(host, page);
        return tip === undefined ? (
          <IconButton key={label} icon={icon} label={label} onClick={onClick} />
        ) : (
          <Button key={tip} {...{ icon, label, title: tip, primary, onClick }} />
        );
      })}
    </div>
  );
}

/** A button that vanishes under the person's focus hands it to the first that is there. */
function useKeptFocus(state: RunState) {
  const toolbar = useRef<HTMLDivElement>(null);
  const had = toolbar.current?.contains(document.activeElement) ?? false;
  useLayoutEffect(() => {
    if (had && !toolbar.current?.contains(document.activeElement))
      toolbar.current?.querySelector("button")?.focus();
  }, [state]);
  return toolbar;
}

import type { ChosenChange } from "../change-check";
import { chooseRun } from "./choose-run";
import { flashChange, live } from "./control";
import type { CommandFactory } from "./index";

/**
 * A command that changes something in the middle of a run.
 *
 * @param question which run is meant, where that is to be asked
 * @param choose asks for the change; undefined: the person went away
 */
export const changeLiveRun =
  (question: string, choose: (dir: string) => Promise<ChosenChange | undefined>): CommandFactory =>
  (workbench) =>
  async (argument) => {
    const dir = await chooseRun(workbench, argument, live(question));
    const chosen = dir === undefined ? undefined : await choose(dir);
    if (dir === undefined || !chosen) return;
    const { what, ...change } = chosen;
    const step = await workbench.manager.command(dir, { type: "change", ...change });
    flashChange(workbench, what, step);
  };

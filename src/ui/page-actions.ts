import type { FromWebview } from "../shared/protocol/page-requests";
import { type CommandId, COMMANDS } from "./ids";

/* What the buttons of a run's pages stand for. */

/** A button of a page that stands for a command of VS Code. */
export type ActionMessage = Extract<FromWebview, { type: "action" }>;
type Action = ActionMessage["action"];

/** The command that each stands for. */
export const ACTIONS: Record<Exclude<Action, "openPicture">, CommandId> = {
  train: COMMANDS.train,
  resumeRun: COMMANDS.resume,
  resumePaused: COMMANDS.resumePaused,
  resumeSmallerRates: COMMANDS.resumeSmallerRates,
  resumeFromCheckpoint: COMMANDS.resumeFromCheckpoint,
  openDashboard: COMMANDS.openDashboard,
  evaluate: COMMANDS.evaluate,
  showLog: COMMANDS.showLog,
  revealRunFolder: COMMANDS.revealRunFolder,
  branch: COMMANDS.branch,
  exploreLatents: COMMANDS.exploreLatents,
  lookAtGame: COMMANDS.lookAtGame,
  tryRemedy: COMMANDS.tryRemedy,
  ignoreVerdict: COMMANDS.ignoreVerdict,
  changeLayers: COMMANDS.changeLayers,
};

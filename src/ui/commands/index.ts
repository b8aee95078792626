import * as vscode from "vscode";
import type { Workbench } from "../context";
import { showError } from "../errors";
import { COMMANDS, type CommandId } from "../ids";
import { ignoreVerdict, tryRemedy } from "./advice";
import { branch } from "./branch";
import { changeAdjustment } from "./change-adjustment";
import { changeLayers } from "./change-layers";
import { changeUpdates } from "./change-updates";
import { changeLearningRate } from "./change-learning-rate";
import { changeObjective } from "./change-objective";
import { changeOptimizer } from "./change-optimizer";
import { pause, step, stepDiscriminator, stepGenerator, stop } from "./control";
import { drawData } from "./draw-data";
import { evaluate } from "./evaluate";
import { exploreLatents } from "./explore-latents";
import { lookAtGame } from "./look-at-game";
import { exportNetwork } from "./export-network";
import { openLesson, openReadyRun } from "./lessons";
import { newExperiment } from "./new-experiment";
import { newStudy } from "./new-study";
import { deleteARun, openDashboard, refresh, revealRunFolder, showLog } from "./runs";
import { doctor, installTensorFlow } from "./engine";
import { resume, resumeFromCheckpoint, resumePaused, resumeWithSmallerRates } from "./resume";
import {
  openStudy,
  reportStudy,
  resumeStudy,
  runStudy,
  stopStudy,
  trainBest,
  writeBestConfig,
} from "./studies";
import { dirsOf } from "./choose-run";
import { archiveRuns, noteRun, renameRun, starRuns, tagRuns } from "./run-notes";
import { rewind, undoRewind } from "./rewind";
import { freeSpace, pinCheckpoint } from "./space";
import { startFromWeights } from "./start-from-weights";
import { compareConfigs, compareRuns, showRuns, trainAgain } from "./runs-table";
import { train } from "./train";
import { tune } from "./tune";

/* All commands of the palette, by their names in the manifest. */

/**
 * What a command does with the argument that a button gave it. Whatever it throws is shown to the
 * person.
 */
export type Command = (argument: unknown) => Promise<unknown>;

/** A command's making: its parts are given once. */
export type CommandFactory = (workbench: Workbench) => Command;

const FACTORIES: Record<CommandId, CommandFactory> = {
  [COMMANDS.train]: train,
  [COMMANDS.pause]: pause,
  [COMMANDS.resume]: resume,
  [COMMANDS.resumePaused]: resumePaused,
  [COMMANDS.resumeSmallerRates]: resumeWithSmallerRates,
  [COMMANDS.resumeFromCheckpoint]: resumeFromCheckpoint,
  [COMMANDS.branch]: branch,
  [COMMANDS.changeLayers]: changeLayers,
  [COMMANDS.tryRemedy]: tryRemedy,
  [COMMANDS.ignoreVerdict]: ignoreVerdict,
  [COMMANDS.rewind]: rewind,
  [COMMANDS.undoRewind]: undoRewind,
  [COMMANDS.startFromWeights]: startFromWeights,
  [COMMANDS.pinCheckpoint]: pinCheckpoint,
  [COMMANDS.freeSpace]: freeSpace,
  [COMMANDS.step]: step,
  [COMMANDS.stepDiscriminator]: stepDiscriminator,
  [COMMANDS.stepGenerator]: stepGenerator,
  [COMMANDS.stop]: stop,
  [COMMANDS.changeOptimizer]: changeOptimizer,
  [COMMANDS.changeLearningRate]: changeLearningRate,
  [COMMANDS.changeDiscriminatorSteps]: changeUpdates,
  [COMMANDS.changeObjective]: changeObjective,
  [COMMANDS.changeAdjustment]: changeAdjustment,
  [COMMANDS.evaluate]: evaluate,
  [COMMANDS.exportNetwork]: exportNetwork,
  [COMMANDS.openDashboard]: openDashboard,
  [COMMANDS.showLog]: showLog,
  [COMMANDS.revealRunFolder]: revealRunFolder,
  [COMMANDS.deleteRun]: deleteARun,
  [COMMANDS.newExperiment]: newExperiment,
  [COMMANDS.newStudy]: newStudy,
  [COMMANDS.tune]: tune,
  [COMMANDS.installTensorFlow]: installTensorFlow,
  [COMMANDS.doctor]: doctor,
  [COMMANDS.refresh]: refresh,
  [COMMANDS.openStudy]: openStudy,
  [COMMANDS.runStudy]: runStudy,
  [COMMANDS.resumeStudy]: resumeStudy,
  [COMMANDS.stopStudy]: stopStudy,
  [COMMANDS.reportStudy]: reportStudy,
  [COMMANDS.writeBestConfig]: writeBestConfig,
  [COMMANDS.trainBest]: trainBest,
  [COMMANDS.showRuns]: showRuns,
  [COMMANDS.compareRuns]: compareRuns,
  [COMMANDS.compareConfigs]: compareConfigs,
  [COMMANDS.trainAgain]: trainAgain,
  [COMMANDS.starRuns]: starRuns,
  [COMMANDS.tagRuns]: tagRuns,
  [COMMANDS.noteRun]: noteRun,
  [COMMANDS.renameRun]: renameRun,
  [COMMANDS.archiveRuns]: archiveRuns,
  [COMMANDS.exploreLatents]: exploreLatents,
  [COMMANDS.drawData]: drawData,
  [COMMANDS.openLesson]: openLesson,
  [COMMANDS.openReadyRun]: openReadyRun,
  [COMMANDS.lookAtGame]: lookAtGame,
};

/** What a row of a list stands for, with the runs of all rows that are selected there. */
function withSelected(argument: unknown, selected: unknown): unknown {
  if (!Array.isArray(selected) || selected.length < 2) return argument;
  const dirs = [...new Set(selected.flatMap(dirsOf))];
  return dirs.length === 0 ? argument : { ...(argument as object), dirs };
}

export function registerCommands(workbench: Workbench): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(FACTORIES).map(([id, factory]) => {
      const command = factory(workbench);
      return vscode.commands.registerCommand(id, (argument: unknown, selected: unknown) =>
        command(withSelected(argument, selected)).catch((error: unknown) => {
          void showError(error, workbench.log);
        }),
      );
    }),
  );
}

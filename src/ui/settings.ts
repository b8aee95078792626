import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import * as vscode from "vscode";
import { ENGINES, type EngineName } from "../shared/engines";
import { SETTINGS, type SettingId } from "./ids";

/* The extension's settings, as its parts read them. */

/**
 * Which notifications a person wants: all, only those of what went wrong, or none but answers to
 * what they do.
 */
export type Notifications = "all" | "problems" | "none";
/** What Train shows. */
export type OpenOnTrain = "dashboard" | "samples" | "nothing";

function read<T extends string | boolean>(id: SettingId, allowed: readonly T[]): T | undefined {
  const value = vscode.workspace.getConfiguration().get<unknown>(id);
  return allowed.find((one) => one === value);
}

/** What computes an experiment that leaves it open. */
export const engineSetting = (): EngineName | "auto" => read(SETTINGS.engine, ENGINES) ?? "auto";

export const openOnTrain = (): OpenOnTrain =>
  read(SETTINGS.openOnTrain, ["dashboard", "samples", "nothing"]) ?? "dashboard";

export const notifications = (): Notifications =>
  read(SETTINGS.notifications, ["all", "problems", "none"]) ?? "all";

/** Whether runs go on when the window closes. */
export const continuesWithoutWindow = (): boolean =>
  read(SETTINGS.continueWithoutWindow, [true, false]) ?? false;

/**
 * Where downloads are kept, if the person chose a folder; `~` is their home. A path that is not
 * absolute says nothing.
 */
export function cacheFolder(): string | undefined {
  const value = vscode.workspace.getConfiguration().get<unknown>(SETTINGS.cacheFolder);
  if (typeof value !== "string") return undefined;
  const folder = value.trim().replace(/^~(?=$|[\\/])/, () => homedir());
  return isAbsolute(folder) ? join(folder) : undefined;
}

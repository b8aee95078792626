import { type SettingValue, settingsOf } from "../../shared/runs-table/settings-of";

/**
 * The settings of a config as TensorBoard shows them: single ones by their paths, and lists, such
 * as a network's layers, in words.
 */
export function hyperparameters(experiment: unknown): Record<string, SettingValue> {
  const { values, lists } = settingsOf(experiment);
  const own = Object.entries(values).filter(([path]) => !/\.\d+\./.test(path));
  const words = Object.entries(lists).map(([path, { text }]) => [path, text] as const);
  return Object.fromEntries([...own, ...words]);
}

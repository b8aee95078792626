import * as vscode from "vscode";
import { isConfig } from "./config-files";
import { DASHBOARD, LESSON_PAGE } from "./ids";

/*
 * The window has two columns at most for what this extension opens: one of configs, one of
 * dashboards. Others that a person made are used, never added to.
 */

/** A lesson stays in view, as a config does, beside the dashboard of what is trained from it. */
const isConfigTab = ({ input }: vscode.Tab): boolean =>
  input instanceof vscode.TabInputText
    ? isConfig(input.uri)
    : input instanceof vscode.TabInputWebview && input.viewType.includes(LESSON_PAGE);

const isDashboardTab = ({ input }: vscode.Tab): boolean =>
  input instanceof vscode.TabInputWebview && input.viewType.includes(DASHBOARD);

/** The groups, that in front first. */
const groups = (): readonly vscode.TabGroup[] => {
  const { activeTabGroup, all } = vscode.window.tabGroups;
  return [activeTabGroup, ...all.filter((group) => group !== activeTabGroup)];
};

/** The first group in which one kind of tab is and that is not better known for the other. */
function groupOf(
  own: (tab: vscode.Tab) => boolean,
  others: (tab: vscode.Tab) => boolean,
): vscode.TabGroup | undefined {
  const having = groups().filter(({ tabs }) => tabs.some(own));
  return having.find(({ tabs }) => !tabs.some(others)) ?? having[0];
}

/** A group that is not the given one; a second one where there is none yet. */
function besides(group: vscode.TabGroup): vscode.ViewColumn {
  const other = groups().find((candidate) => candidate !== group);
  if (other) return other.viewColumn;
  return group.tabs.length === 0 ? group.viewColumn : vscode.ViewColumn.Two;
}

/** Where dashboards belong. */
export function dashboardColumn(): vscode.ViewColumn {
  const own = groupOf(isDashboardTab, isConfigTab);
  if (own) return own.viewColumn;
  const configs = groupOf(isConfigTab, isDashboardTab);
  return configs ? besides(configs) : vscode.window.tabGroups.activeTabGroup.viewColumn;
}

/** Where configs belong. */
export function configColumn(): vscode.ViewColumn {
  const own = groupOf(isConfigTab, isDashboardTab);
  if (own) return own.viewColumn;
  const dashboards = groupOf(isDashboardTab, isConfigTab);
  return dashboards ? besides(dashboards) : vscode.window.tabGroups.activeTabGroup.viewColumn;
}

/* What the page with the table of runs says. */

export const RUNS_STRINGS = {
  title: "Runs",
  reading: "Reading the runs…",
  none: "No runs yet. Press Train above a *.gan.json file.",
  noneFit: "No run fits the filter.",
  help:
    "All runs of the workspace. A click on a column's name orders by it, with Shift as one more. " +
    "Drag names to move columns, their edges to make them wider; with keys: Alt and arrows move, " +
    "Ctrl and arrows resize, P pins. Space chooses runs, Shift and arrows several, Ctrl+A all; " +
    "Enter opens a run or a study; at the name of a group, arrows to the right and left show and " +
    "hide its runs.",
  filter: "Filter",
  filterTip:
    'Words, "texts in quotes", or columns with < <= > >= = != or : (contains): ' +
    "state:finished FID<20 learningRate=0.001 time>10min tags:good -failed",
  filterExample: "state:finished FID<20 tags:good",
  groupBy: "Group by",
  noGroups: "nothing",
  bySettings: "all settings but the seed",
  onlyDiffering: "Only what differs",
  archived: (count: number) => `Archived (${count})`,
  atStep: "Figures at step",
  columns: "Columns",
  pin: (title: string) => `Pin ${title}`,
  left: (title: string) => `Move ${title} to the left`,
  right: (title: string) => `Move ${title} to the right`,
  shownRuns: (shown: string, total: string) => `${shown} of ${total}`,
  hiddenColumns: (count: number) => `${count} columns are not shown`,
  noneChosen: "none chosen",
  chosen: (count: string) => `${count} chosen`,
  copy: "Copy",
  copyMarkdown: "Copy as Markdown",
  copyCsv: "Copy as CSV",
  saveCsv: "Save as CSV…",
  members: (count: number) => `${count} ${count === 1 ? "run" : "runs"}`,
  ungrouped: "none",
  best: (text: string) => `best ${text}`,
  inProgress: (count: number) => `${count} running`,
  unreadable: (count: number) =>
    `${count} ${count === 1 ? "run" : "runs"} cannot be read, and ${count === 1 ? "is" : "are"} not in the table`,
  whyUnreadable: (name: string, reason: string) => `${name}: ${reason}`,
  more: (count: number) => `and ${count} more`,
  actions: {
    open: "Open",
    openStudy: "Open Study",
    compare: "Compare",
    compareConfigs: "Compare Configs",
    trainAgain: "Train Again…",
    branch: "Branch…",
    export: "Export…",
    star: "Star",
    tag: "Tag…",
    note: "Note…",
    rename: "Rename…",
    archive: "Archive",
    reveal: "Reveal",
    delete: "Delete…",
  },
};

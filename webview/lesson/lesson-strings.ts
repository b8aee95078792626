/* What the page of a lesson says beside the lesson's own texts. */

export const LESSON_STRINGS = {
  edit: "Open the Lesson's Text",
  task: "Your task",
  openConfig: "Open Config",
  openConfigTip: (config: string) =>
    `Open ${config}; a lesson of the extension is copied into your workspace first`,
  train: "Train",
  trainTip: "Train the config, and open its dashboard beside the lesson",
  trainPaused: "Train, Paused",
  trainPausedTip: "Begin a run of the config that waits before its first step",
  openRun: "Open the Ready-Trained Run",
  openRunTip: "Look at a copy of a run of this lesson that is trained already",
  steps: "What to do",
  seen: "What you should see",
  lessons: "Lessons",
  previous: (title: string) => `Previous: ${title}`,
  next: (title: string) => `Next: ${title}`,
} as const;

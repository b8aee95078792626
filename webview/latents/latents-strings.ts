/* What the page that explores latents says. */

export const LATENTS_STRINGS = {
  opening: "Opening the run…",
  again: "Open Again",
  title: (name: string) => `Latents of ${name}`,
  about: (size: number, distribution: string) =>
    `${size} ${distribution} ${size === 1 ? "number" : "numbers"} each`,
  openDashboard: "Open the dashboard",
  random: "Random",
  randomHelp: "Other latents",
  own: "Run's Own",
  ownHelp: "The latents of the run's own pictures, as they were drawn",
  back: "Back to what was looked at before",
  forward: "Forward again",
  save: "Save samples and their latents",
  saveAll: "Save All…",
  savePicked: (count: number) => `Save ${count} Picked…`,
  saveRow: "Save the Row…",
  step: "Checkpoint",
  stepOf: (step: string) => `step ${step}`,
  class: "Class",
  everyClass: "each in turn",
  weights: "Weights",
  average: "moving average",
  current: "current",
  truncation: "Truncation",
  truncationHelp:
    "Numbers of the latents beyond this are drawn anew until they are within: samples are more " +
    "alike and mostly better (Brock et al. 2019). At the right end nothing is drawn anew.",
  off: "off",
  samples: "Samples",
  samplesHelp:
    "A click or arrow keys choose a sample, whose coordinates have sliders. Ctrl and a click, or " +
    "the space bar, pick one: to interpolate between two, or to save them.",
  pickedNumber: (label: string, place: number) => `${label}, picked as number ${place}`,
  previous: "Previous sample",
  next: "Next sample",
  pick: "Pick this sample",
  unpickAll: "Pick none",
  figure: (step: string) => `Samples of step ${step}`,
  chosen: "Chosen sample",
  numbers: "Its numbers",
  coordinates: "Coordinates",
  order: "Order",
  byNumber: "by number",
  byEffect: "by effect on this sample",
  orderHelp:
    "By effect: those first that change the chosen sample most when they grow by one, as the " +
    "root mean square over its numbers.",
  find: "Find a coordinate",
  none: "No coordinate has this number",
  coordinate: (number: number) => `Coordinate ${number}`,
  sweep: (number: number) => `Sweep coordinate ${number}`,
  unmoved: "As Drawn",
  unmovedHelp: "Take back all that was changed of this sample",
  row: "Row",
  noRow: "A row is here when a coordinate is swept, or two samples are picked to interpolate.",
  sweepRow: (coordinate: number, sample: number, low: string, high: string) =>
    `Coordinate ${coordinate} of sample ${sample} from ${low} to ${high}`,
  betweenRow: (from: number, to: number) => `From sample ${from} to sample ${to}`,
  interpolate: "Interpolate Between Picked",
  interpolateHelp: "Pick two samples first",
  spherical: "along the sphere",
  sphericalHelp:
    "Normal latents of many numbers lie near a sphere; a straight line leads through its inside " +
    "(White 2016).",
  closeRow: "Close the row",
};

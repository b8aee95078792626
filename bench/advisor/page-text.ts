/* What bench/results/advisor.md says beside its figures. */

/** What decides, as truth.ts does. */
const TRUTH_ROWS = [
  "| healthy | w1 < 0.29 and JS < 0.1 at each | lack < 1/6, all modes, half of samples good | lack < 1/6 |",
  "| slow | w1 < 0.29 | lack < 1/6 | FID still falls |",
  "| collapsed | JS > 0.35 | lack > 0.7, a quarter of the modes | lack > 0.7 |",
  "| partial | w1 > 0.29 | lack > 1/3 | lack > 1/3 |",
  "| oscillating | w1 swings by a quarter, to 0.4 and more | lack > 1/3, and samples hop | FID 1.3 times its best |",
  "| stuck | samples are where they began | samples do not move, and are not good | FID does not move |",
  "| diverging | not finite, or w1 ten times as at first | not finite | not finite, or FID three times as at first |",
  "| memorising | | | more than half of samples are copies |",
  "| recovered | well in the last third, and ill before | the same | the same; memorising counts as ill |",
  "| unclear | in between | in between | in between |",
];

export const INTRODUCTION = [
  "# The advisor",
  "",
  "This page is about the fourth round: configs by somebody who had read neither the rules nor what they say of",
  "any run, trained while rules were chosen, and judged once when these were fixed. `npm run bench:advisor -- --round 4`",
  "trains them and makes this page of the outcomes that `advisor.json` keeps. [The first two rounds](advisor-first-rounds.md)",
  "and [the third](advisor-third-round.md), by whose runs the rules were chosen, have pages of their own.",
  "",
  "What became of a run is decided by what the advisor is not shown: modes covered, distances of samples, classes",
  "that a classifier finds, where samples move, and copies beside held-out pictures. A run is told as it would have",
  "been while it trained, by its rows and pictures; no evaluation is shown that decides what became of it.",
  "",
  "| what became of it | 1-D data | points | pictures |",
  "|---|---|---|---|",
  ...TRUTH_ROWS,
  "",
  "Some have two names: samples that are all in one place, and this place moves, are collapsed and",
  "oscillate. All figures but those of a run that has recovered are of its last third. w1 is in deviations of the",
  "data; lack is 1 - exp(-KL), the share of the data that is lacking, were the rest of it made evenly.",
  "",
  "Of curves and boards in the plane, which have no modes, the distance is the sliced Wasserstein distance in",
  "deviations of the data, and lack is 1 - max(recall, coverage): well below 0.15, or below 0.29 with a lack",
  "below 1/6; ill above 0.4, or above 0.15 with a lack above 1/3; collapsed above 0.29 with a lack above 0.7.",
  "",
  "**Truth by course.** What is true of a run's last third need not be true when a verdict is given. So each",
  "evaluation has a state, by the same measures, each the mean of it and its two neighbours: *well* below the",
  "bounds of the table (lack < 1/6; w1 < 0.29), *ill* above them (lack > 1/3; w1 > 0.4 or JS > 0.35; of few",
  "digits, more than half are copies, or a quarter of the examples makes all). What is above them is *learning*",
  "where it was never well before and its distance (the KL divergence, or w1) has become 15 % less in 15 % of the",
  "steps. A run that is well in its last third and was ill in a quarter of its evaluations after the first fifth",
  "of its steps is **recovered**: a verdict on it is true if it was ill at the evaluation nearest to the step,",
  "and the verdict did not stand for more than 15 % of the steps and three evaluations while it was not ill. One",
  "that is given while it is well, learning or in between is wrong, and so is one that stays. Of a run that is ill",
  "in its last third no verdict counts as right that was given while it was well, but for those that circle,",
  "diverge or stay where they began.",
];

/** What is to be said of the outcomes that are kept. */
export const FOURTH_ROUND = [
  "Targets: at most 5 % of the well ones, at least 90 % of the ill ones, half of them in the first half.",
];

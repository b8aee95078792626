import { CHART_HELP } from "../components/help-texts";
import type { ScaleKind } from "../components/value-scale";
import { STRINGS } from "../components/strings";
import type { ChartLine } from "./chart-lines";
import { metricLine } from "./metric-lines";

/* Which charts the dashboard has of the metrics of each step. */

/** One of the dashboard's charts. */
export interface ChartSpec {
  id: string;
  title: string;
  /** Beneath the title, in small print: what the title leaves out. */
  subtitle?: string;
  /** What it shows and what its course tells. */
  help?: string;
  lines: readonly ChartLine[];
  /** A lower chart, one of many. */
  small?: boolean;
  /**
   * The y scale where the person has chosen none; where it is not given either, the values decide.
   */
  scale?: ScaleKind;
  /**
   * A y axis that is always the same, with a line that means something; not where D is a critic.
   */
  fixed?: { min: number; max: number; guide: { value: number; label: string } };
}

const helpOn = (id: string): Pick<ChartSpec, "help"> => {
  const help = CHART_HELP[id];
  return help === undefined ? {} : { help };
};

/** The charts of what is recorded at each step. */
export const METRIC_CHARTS: readonly ChartSpec[] = [
  {
    id: "losses",
    title: STRINGS.losses,
    ...helpOn("losses"),
    lines: [
      metricLine("lossD", STRINGS.lossD, "discriminator"),
      metricLine("lossG", STRINGS.lossG, "generator"),
    ],
  },
  {
    id: "outputs",
    title: STRINGS.outputs,
    ...helpOn("outputs"),
    lines: [
      metricLine("dReal", STRINGS.dReal, "discriminator"),
      metricLine("dFake", STRINGS.dFake, "generator"),
    ],
    fixed: { min: 0, max: 1, guide: { value: 0.5, label: STRINGS.half } },
  },
  {
    id: "gradients",
    title: STRINGS.gradients,
    ...helpOn("gradients"),
    scale: "log",
    lines: [
      metricLine("gradNormD", STRINGS.lossD, "discriminator"),
      metricLine("gradNormG", STRINGS.lossG, "generator"),
    ],
  },
  {
    id: "learningRates",
    title: STRINGS.learningRates,
    ...helpOn("learningRates"),
    // Not smoothed: a learning rate is what it is.
    lines: [
      metricLine("lrG", STRINGS.lossG, "generator", { smoothed: false }),
      metricLine("lrD", STRINGS.lossD, "discriminator", { smoothed: false, dashed: true }),
    ],
  },
];

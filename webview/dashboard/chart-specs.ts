import type { MetricName } from "../../src/shared/metrics";
import { STRINGS } from "../components/strings";

export interface SeriesSpec {
  metric: MetricName;
  label: string;
  network: "discriminator" | "generator";
  /** Drawn dashed, so that a line under it stays visible where both have the same values. */
  dashed?: boolean;
}

/** One of the dashboard's charts. */
export interface ChartSpec {
  id: string;
  title: string;
  series: readonly SeriesSpec[];
  /** Whether smoothing makes sense: a learning rate is what it is. */
  smoothed: boolean;
  /** A y axis that is always the same, with a line that means something; not where D is a critic. */
  fixed?: { min: number; max: number; guide: { value: number; label: string } };
}

export const CHARTS: readonly ChartSpec[] = [
  {
    id: "losses",
    title: STRINGS.losses,
    smoothed: true,
    series: [
      { metric: "lossD", label: STRINGS.lossD, network: "discriminator" },
      { metric: "lossG", label: STRINGS.lossG, network: "generator" },
    ],
  },
  {
    id: "outputs",
    title: STRINGS.outputs,
    smoothed: true,
    series: [
      { metric: "dReal", label: STRINGS.dReal, network: "discriminator" },
      { metric: "dFake", label: STRINGS.dFake, network: "generator" },
    ],
    fixed: { min: 0, max: 1, guide: { value: 0.5, label: STRINGS.half } },
  },
  {
    id: "gradients",
    title: STRINGS.gradients,
    smoothed: true,
    series: [
      { metric: "gradNormD", label: STRINGS.lossD, network: "discriminator" },
      { metric: "gradNormG", label: STRINGS.lossG, network: "generator" },
    ],
  },
  {
    id: "learningRates",
    title: STRINGS.learningRates,
    smoothed: false,
    series: [
      { metric: "lrG", label: STRINGS.lossG, network: "generator" },
      { metric: "lrD", label: STRINGS.lossD, network: "discriminator", dashed: true },
    ],
  },
];

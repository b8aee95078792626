import { ADAPTIVE_OPTIMIZERS } from "../../experiment/adaptive-optimizers";
import type { Experiment, OptimizerConfig } from "../../experiment/schema";
import { settingAt } from "../../shared/protocol/changes";
import type { Varied } from "../space/parameters";

/* What `gan tune` varies of an experiment: only what it has, around what it says. */

type Vary = Varied["vary"];

/** The choice that leaves the optimizers as the config has them. */
export const AS_IT_IS = "as it is";

/** Other optimizers that are tried, with the settings that GANs mostly want. */
const OTHERS = {
  Adam: { type: "adam", beta1: 0.5 },
  RMSprop: { type: "rmsprop" },
  "optimistic Adam": { type: "optimisticAdam", beta1: 0.5 },
} as const;

/** What stands around any optimizer, and stays when it is exchanged. */
const KEPT = ["clip", "gradientNoise", "l1", "lookahead"] as const;

const NETWORKS = ["generator", "discriminator"] as const;
const onBoth = (setting: string): string[] =>
  NETWORKS.map((network) => `optimizer.${network}.${setting}`);

/** The parameters of a search that improves an experiment. */
export function tunedSpace(experiment: Experiment): Vary {
  const others = otherOptimizers(experiment);
  return {
    optimizer: { [AS_IT_IS]: {}, ...others },
    ...ratesOf(experiment, Object.keys(others)),
    ...betasOf(experiment, Object.keys(others)),
    ...updatesOf(experiment),
    ...weightsOf(experiment),
  };
}

function otherOptimizers({ optimizer }: Experiment): Record<string, Record<string, unknown>> {
  const types = NETWORKS.map((network) => optimizer[network].type);
  return Object.fromEntries(
    Object.entries(OTHERS)
      .filter(([, { type }]) => types.some((own) => own !== type))
      .map(([label, settings]) => [
        label,
        Object.fromEntries(
          NETWORKS.map((network) => [
            `optimizer.${network}`,
            { ...settings, learningRate: USUAL_RATE, ...keptOf(optimizer[network]) },
          ]),
        ),
      ]),
  );
}

const USUAL_RATE = 3e-4;

const keptOf = (optimizer: OptimizerConfig): Record<string, unknown> =>
  Object.fromEntries(
    KEPT.flatMap((key) => (optimizer[key] === undefined ? [] : [[key, optimizer[key]]])),
  );

/** A tenth to ten times a number, as rates and weights are looked for. */
const around = (value: number, factor = 10) => ({
  from: rounded(value / factor),
  to: rounded(value * factor),
  scale: "log",
});

const rounded = (value: number): number => Number(value.toPrecision(3));

/**
 * The rates of both networks, each for itself. Those of a config whose optimizers are not adaptive
 * are of another size than those of the optimizers that are tried beside them.
 */
function ratesOf({ optimizer }: Experiment, others: readonly string[]): Vary {
  const rates = NETWORKS.flatMap((network): [string, Record<string, unknown>][] => {
    const name = `rate of ${LETTERS[network]}`;
    const path = `optimizer.${network}.learningRate`;
    const { type, learningRate } = optimizer[network];
    const own = numberWithin(learningRate, path);
    if (own?.path === path && ADAPTIVE_OPTIMIZERS.has(type)) {
      const { from, to, scale } = around(own.value);
      const usual = around(USUAL_RATE);
      const range = { from: Math.min(from, usual.from), to: Math.max(to, usual.to), scale };
      return [[name, { paths: [path], ...range }]];
    }
    const usual = { paths: [path], ...around(USUAL_RATE), when: { optimizer: [...others] } };
    if (!own) return [[name, usual]];
    const asItIs = { paths: [own.path], ...around(own.value), when: { optimizer: [AS_IT_IS] } };
    return [
      [`${name}, ${AS_IT_IS}`, asItIs],
      [name, usual],
    ];
  });
  return Object.fromEntries(rates);
}

const LETTERS = { generator: "G", discriminator: "D" } as const;

/** The settings of schedules that all the others are proportional to, or start from. */
const SIZES = ["initial", "from", "peak"];

/** A number, or the one that gives a schedule its size, and its place. */
function numberWithin(given: unknown, path: string): { path: string; value: number } | undefined {
  if (typeof given === "number") return given > 0 ? { path, value: given } : undefined;
  const key = SIZES.find((one) => typeof settingAt(given, one) === "number");
  const value = key === undefined ? 0 : Number(settingAt(given, key));
  return value > 0 ? { path: `${path}.${key}`, value } : undefined;
}

/** Decay of running means, where the optimizers of both networks have it. */
function betasOf({ optimizer }: Experiment, others: readonly string[]): Vary {
  const numbers = (key: "beta1" | "beta2" | "momentum"): number[] =>
    NETWORKS.flatMap((network) => {
      const value = settingAt(optimizer[network], key);
      return typeof value === "number" ? [value] : [];
    });
  const having = (key: "beta1" | "beta2" | "momentum") => [
    ...(numbers(key).length === 2 ? [AS_IT_IS] : []),
    ...(key === "momentum" ? [] : others.filter((label) => label !== "RMSprop")),
  ];
  const beta1 = having("beta1");
  const beta2 = having("beta2");
  const momentum = having("momentum");
  const least = NETWORKS.some((network) => optimizer[network].type === "adabelief") ? 0.05 : 0;
  const atMost = (most: number, key: "beta1" | "momentum") => Math.max(most, ...numbers(key));
  const beta2s = [...new Set([0.9, 0.99, 0.999, ...numbers("beta2")])].sort((a, b) => a - b);
  return {
    ...(beta1.length > 0 && {
      beta1: {
        paths: onBoth("beta1"),
        from: least,
        to: atMost(0.9, "beta1"),
        when: { optimizer: beta1 },
      },
    }),
    ...(beta2.length > 0 && {
      beta2: { values: beta2s, paths: onBoth("beta2"), when: { optimizer: beta2 } },
    }),
    ...(momentum.length > 0 && {
      momentum: {
        paths: onBoth("momentum"),
        from: 0,
        to: atMost(0.95, "momentum"),
        when: { optimizer: momentum },
      },
    }),
  };
}

/** Updates of D in a step: k of Algorithm 1. */
function updatesOf({ training, objective }: Experiment): Vary {
  const usual = objective.loss === "wasserstein" ? 5 : 3;
  const to = Math.max(usual, training.discriminatorSteps);
  return { k: { paths: ["training.discriminatorSteps"], from: 1, to, integer: true } };
}

/** What the objective itself has of weights. */
function weightsOf({ objective }: Experiment): Vary {
  const { penalties, weightClip, labelSmoothing, instanceNoise } = objective;
  const places: [name: string, path: string, value: unknown][] = [
    ...penalties.map((penalty, i): [string, string, unknown] => [
      penalties.length > 1 ? `weight of ${penalty.type} ${i + 1}` : `weight of ${penalty.type}`,
      `objective.penalties.${i}.weight`,
      penalty.weight,
    ]),
    ["weightClip", "objective.weightClip", weightClip],
    ["instanceNoise", "objective.instanceNoise", instanceNoise],
  ];
  const ranges = places.flatMap(([name, path, given]) => {
    const number = numberWithin(given, path);
    return number ? [[name, { paths: [number.path], ...around(number.value) }] as const] : [];
  });
  const smoothing = labelSmoothing?.real;
  return {
    ...Object.fromEntries(ranges),
    ...(typeof smoothing === "number" && {
      labelSmoothing: {
        paths: ["objective.labelSmoothing.real"],
        from: 0,
        to: Math.max(0.3, smoothing),
      },
    }),
  };
}

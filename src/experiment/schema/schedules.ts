import * as z from "../../shared/zod";
import { entry } from "./entry";
import { positiveInt } from "./numbers";

/*
 * Numbers that move with training. The unit is the step, counted from 0. An epoch has examples /
 * (batchSize * discriminatorSteps) steps: 50,000 examples in batches of 100, one to a step, make
 * 500.
 */

const from = z.number().describe("Value up to step `start`.");
const to = z.number().describe("Value from step `end` on.");
const start = z.int().min(0).default(0).describe("The step at which the change begins.");
const end = positiveInt.describe("The step at which the change is complete.");
const endsLater = ({ start, end }: { start: number; end: number }): boolean => end > start;
const AFTER_START = { path: ["end"], message: "must be after start" };

const plainSchedules = [
  z
    .strictObject({
      type: z.literal("exponential"),
      initial: z.number().describe("Value at step 0."),
      decay: z
        .number()
        .positive()
        .describe("The value is multiplied by this at each step, for example 0.999996."),
      floor: z.number().default(0).describe("The value never falls below this."),
    })
    .meta(
      entry({
        summary: "Exponential decay.",
        formula: "max(floor, initial * decay^step)",
        paper: "Goodfellow et al. 2014",
        helps:
          "A rate that sinks slowly lets the two players come to rest instead of circling. " +
          "The paper divides 0.1 by 1.000004 at each batch, down to 1e-6: initial 0.1, " +
          "decay 0.999996, floor 1e-6.",
      }),
    ),
  z
    .strictObject({
      type: z.literal("step"),
      initial: z.number().describe("Value at step 0."),
      factor: z.number().positive().describe("Multiplies the value every `every` steps."),
      every: positiveInt.describe("Steps between two drops."),
    })
    .meta(
      entry({
        summary: "Step decay: a drop by the same factor at regular steps.",
        formula: "initial * factor^floor(step / every)",
        paper: "Szegedy et al. 2015, GoogLeNet, with factor 0.96 every 8 epochs",
        helps: "Shows in the curves what a lower rate does, and when.",
      }),
    ),
  z
    .strictObject({
      type: z.literal("piecewise"),
      boundaries: z
        .array(positiveInt)
        .min(1)
        .max(1000)
        .describe("Steps from which on the next value counts, ascending."),
      values: z
        .array(z.number())
        .min(2)
        .max(1001)
        .describe(
          "The first value counts before the first boundary: one value more than there are " +
            "boundaries.",
        ),
    })
    .refine(({ boundaries, values }) => values.length === boundaries.length + 1, {
      path: ["values"],
      message: "must have one entry more than boundaries",
    })
    .refine(
      ({ boundaries }) => boundaries.every((step, i) => i === 0 || step > boundaries[i - 1]!),
      { path: ["boundaries"], message: "must ascend" },
    )
    .meta(
      entry({
        summary: "Constant pieces, each with its own value.",
        formula: "values[i] with i = the number of boundaries <= step",
        paper: "He et al. 2016, on CIFAR-10",
        helps: "For what is given as a list of steps and rates, and for values that rise and fall.",
      }),
    ),
  z
    .strictObject({ type: z.literal("linear"), from, to, start, end })
    .refine(endsLater, AFTER_START)
    .meta(
      entry({
        summary: "A straight line between two values, constant before and after.",
        formula: "from + (to - from) s, s = (step - start) / (end - start) within [0, 1]",
        paper: "Goodfellow et al. 2014",
        helps:
          "The paper raises the momentum from 0.5 to 0.7 over epochs 1 to 250: at 500 " +
          "steps an epoch start 500 and end 125000. Also lowers instance noise to 0.",
      }),
    ),
  z
    .strictObject({
      type: z.literal("polynomial"),
      from,
      to,
      start,
      end,
      power: z
        .number()
        .positive()
        .default(2)
        .describe("1: a straight line; above 1: fast at first, then ever slower."),
    })
    .refine(endsLater, AFTER_START)
    .meta(
      entry({
        summary: "A power of the time that is left, constant before and after.",
        formula: "to + (from - to) (1 - s)^power, s = (step - start) / (end - start) within [0, 1]",
        paper: "Chen et al. 2018, DeepLab, with power 0.9",
        helps: "As cosine, with a shape to choose: a power near 1 keeps the rate high until late.",
      }),
    ),
  z
    .strictObject({ type: z.literal("cosine"), from, to: to.default(0), start, end })
    .refine(endsLater, AFTER_START)
    .meta(
      entry({
        summary: "Half a cosine between two values, flat at both ends, constant before and after.",
        formula:
          "to + (from - to) (1 + cos(pi s)) / 2, s = (step - start) / (end - start) within [0, 1]",
        paper: "Loshchilov and Hutter 2017",
        helps:
          "Keeps the rate high for long and ends softly; needs the number of steps to be known.",
      }),
    ),
  z
    .strictObject({
      type: z.literal("cosineRestarts"),
      from: z.number().describe("Value at the start of each cycle."),
      to: z.number().default(0).describe("Value that each cycle falls to."),
      period: positiveInt.describe("Steps of the first cycle."),
      growth: positiveInt
        .default(1)
        .describe("Each cycle is so many times as long as the one before."),
    })
    .meta(
      entry({
        summary: "A cosine that falls, and starts again (SGDR).",
        formula: "to + (from - to) (1 + cos(pi s)) / 2, s = the share of the cycle that is done",
        paper: "Loshchilov and Hutter 2017",
        helps:
          "Each restart shakes a game that has settled badly; look at samples from the end " +
          "of a cycle.",
      }),
    ),
  z
    .strictObject({
      type: z.literal("oneCycle"),
      peak: z.number().describe("The largest value."),
      steps: z.int().min(2).describe("Steps of the whole cycle; after it the last value stays."),
      rise: z
        .number()
        .gt(0)
        .lt(1)
        .default(0.3)
        .describe("Share of the cycle in which the value rises."),
      initialDivisor: z
        .number()
        .min(1)
        .default(25)
        .describe("The first value is peak / initialDivisor."),
      finalDivisor: z
        .number()
        .min(1)
        .default(1e4)
        .describe("The last value is the first / finalDivisor."),
    })
    .meta(
      entry({
        summary:
          "One rise to a high value and one long fall far below the first, both half " +
          "cosines, as in PyTorch's OneCycleLR.",
        formula:
          "peak / initialDivisor -> peak by step rise * steps - 1 -> peak / " +
          "(initialDivisor * finalDivisor) by step steps - 1",
        paper: "Smith and Topin 2018",
        helps: "For short trainings with a high rate.",
      }),
    ),
  z
    .strictObject({
      type: z.literal("inverseTime"),
      initial: z.number().describe("Value at step 0."),
      decay: z.number().min(0).describe("After 1 / decay steps the value is halved."),
    })
    .meta(
      entry({
        summary: "Falls with the inverse of time.",
        formula: "initial / (1 + decay * step)",
        paper: "Robbins and Monro 1951",
        helps:
          "Stochastic approximation converges under such rates; they sink fast at first " +
          "and then hardly any more.",
      }),
    ),
] as const;

const plainScheduleSchema = z.discriminatedUnion("type", plainSchedules);
type PlainSchedule = z.infer<typeof plainScheduleSchema>;

export const scheduleSchema = z
  .discriminatedUnion("type", [
    ...plainSchedules,
    z
      .strictObject({
        type: z.literal("warmUp"),
        steps: positiveInt.describe("Steps of the rise."),
        from: z.number().default(0).describe("Value at step 0."),
        then: z
          .union([z.number(), plainScheduleSchema])
          .describe(
            "What it rises to: a number, or a schedule other than warmUp, whose steps " +
              "count from the end of the rise.",
          ),
      })
      .meta(
        entry({
          summary: "A straight rise to a value, or to the beginning of a schedule of another type.",
          formula:
            "step < steps: from + (then(0) - from) step / steps; afterwards then(step - steps)",
          paper: "Goyal et al. 2017",
          helps:
            "Adaptive optimizers know little of the gradients' sizes in their first steps; " +
            "a low rate there keeps D from running away.",
        }),
      ),
  ])
  .meta({ id: "schedule" });
export type Schedule = z.infer<typeof scheduleSchema>;

/** Extreme values of a schedule, each with the setting that it comes from. */
function extremes(schedule: Schedule): [path: (string | number)[], value: number][] {
  switch (schedule.type) {
    case "exponential":
      return [
        [
          [schedule.floor > schedule.initial ? "floor" : "initial"],
          Math.max(schedule.floor, schedule.initial),
        ],
      ];
    case "step":
    case "inverseTime":
      return [[["initial"], schedule.initial]];
    case "piecewise":
      return schedule.values.map((value, i) => [["values", i], value]);
    case "linear":
    case "polynomial":
    case "cosine":
    case "cosineRestarts":
      return [
        [["from"], schedule.from],
        [["to"], schedule.to],
      ];
    case "oneCycle":
      return [[["peak"], schedule.peak]];
    case "warmUp":
      return [
        [["from"], schedule.from],
        ...extremesOfTarget(schedule.then).map(([path, value]): [(string | number)[], number] => [
          ["then", ...path],
          value,
        ]),
      ];
  }
}

const extremesOfTarget = (target: number | PlainSchedule): ReturnType<typeof extremes> =>
  typeof target === "number" ? [[[], target]] : extremes(target);

/**
 * A number, or a schedule of it over the steps, whose extreme values must be allowed as numbers.
 */
export const scheduled = (value: z.ZodNumber) =>
  z.union([value, scheduleSchema]).superRefine((given, context) => {
    if (typeof given === "number") return;
    for (const [path, extreme] of extremes(given)) {
      for (const issue of value.safeParse(extreme).error?.issues ?? [])
        context.addIssue({ ...issue, path } as Parameters<typeof context.addIssue>[0]);
    }
  });

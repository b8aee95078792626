import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseStudy } from "../../src/search/study-file/parse-study";
import type { Plan } from "../../src/search/plan/plan";
import { planStudy } from "../../src/search/plan/plan-study";
import { REPOSITORY } from "./paths";

/* A study that searches, and what becomes of its plan. */

export const BASE = readFileSync(
  join(REPOSITORY, "examples", "ring-of-8-gaussians.gan.json"),
  "utf8",
);
export const STUDY = `{
  "base": "ring.gan.json",
  "set": { "training.steps": 1000, "evaluation.every": 100 },
  "vary": {
    "optimizer": {
      "as it is": {},
      "RMSprop": { "optimizer.generator": { "type": "rmsprop" }, "optimizer.discriminator": { "type": "rmsprop" } }
    },
    "rate": {
      "paths": ["optimizer.generator.learningRate", "optimizer.discriminator.learningRate"],
      "from": 0.0001, "to": 0.01, "scale": "log"
    },
    "beta1": {
      "paths": ["optimizer.generator.beta1", "optimizer.discriminator.beta1"],
      "from": 0, "to": 0.9, "when": { "optimizer": ["as it is"] }
    },
    "training.discriminatorSteps": { "from": 1, "to": 5, "integer": true },
    "loss": { "values": ["nonSaturating", "hinge"], "paths": ["objective.loss"] }
  },
  "search": {
    "objective": { "measure": "modesCovered" },
    "trials": 20,
    "seeds": [1, 2],
    "prune": { "type": "median" },
    "first": [{}, { "optimizer": "RMSprop", "rate": 0.0002, "training.discriminatorSteps": 2, "loss": "hinge" }]
  }
}`;

/** The plan of a study, and what is said of its mistakes. */
export function plan(text: string, base = BASE): { plan?: Plan; said: string[] } {
  const { study, problems } = parseStudy(text);
  const said = problems.map(({ message, hint, line }) => `${line}: ${message}; ${hint}`);
  if (!study) return { said };
  const source = { file: "study", text };
  const planned = planStudy(study, "test", source, { file: "base", text: base });
  return {
    ...(planned.plan ? { plan: planned.plan } : {}),
    said: planned.problems.map(
      ({ file, problem: { message, hint, line } }) =>
        `${file === "study" ? "" : `${file} `}${line}: ${message}; ${hint}`,
    ),
  };
}

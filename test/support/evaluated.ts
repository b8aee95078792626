import { dataSchema, type Experiment } from "../../src/experiment/schema";
import { runGan } from "./command-line";
import { narrow } from "./tiny-experiments";
import { template } from "./trainer";

export const gan = (...args: string[]) => runGan(args, process.cwd());

export const short = (id: string, change: (experiment: Experiment) => void = () => undefined) =>
  template(id, (e) => {
    e.training.steps = 60;
    e.samples.every = 0;
    e.evaluation.every = 0;
    change(e);
  });

/** A net that is small and quick; what it draws is no digit yet. */
export const small = (change: (experiment: Experiment) => void = () => undefined) =>
  template("mnist-mlp", (e) => {
    narrow(e, 32);
    e.training = { ...e.training, steps: 20 };
    e.samples = { every: 0, count: 16 };
    e.data = dataSchema.parse({ source: "mnist", split: "train" });
    change(e);
  });

import type { Method } from "../outcome/history";
import { trialGenerator } from "./generator";
import { pointOf, valueAt } from "./values";

/**
 * Random search (Bergstra and Bengio 2012): every parameter evenly over its domain, or over its
 * logarithm. Each has random numbers of its own, so that another parameter changes none of them.
 */
export const randomPoint: Method = (question) =>
  pointOf(question.space, ({ name, domain }) => valueAt(domain, trialGenerator(question, name)()));

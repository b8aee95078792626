import { parseDocument, type Problem } from "../../experiment/parse";
import { checkStudy } from "./check-study";
import { type Study, studySchema } from "../schema";

/** Reads a study's text. Never throws: what is wrong comes back as problems. */
export function parseStudy(text: string): { study?: Study; problems: Problem[] } {
  const { value, problems } = parseDocument(text, {
    schema: studySchema,
    check: checkStudy,
    start: 'name an experiment as "base", and what to "vary"',
  });
  return value === undefined ? { problems } : { study: value, problems };
}

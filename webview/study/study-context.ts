import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { provided } from "../components/page-context";
import type { StudyHost } from "./study-host";

/** The trial that a person points at, wherever they do, and the one that they chose. */
export interface TrialFocus {
  pointed?: number;
  selected?: number;
  point(trial: number | undefined): void;
  select(trial: number | undefined): void;
}

export const StudyHostContext = createContext<StudyHost | undefined>(undefined);
export const TrialFocusContext = createContext<TrialFocus | undefined>(undefined);

export const useStudyHost = (): StudyHost => provided(useContext(StudyHostContext));
export const useTrialFocus = (): TrialFocus => provided(useContext(TrialFocusContext));

import { Panel } from "../../src/shared/charts/panel";
import { valueOf } from "../../src/shared/study/best-so-far";
import {
  objectiveAxis,
  objectiveValues,
  parameterAxis,
  positionOf,
} from "../../src/shared/study/parameter-axis";
import type { ParameterView, StudyView } from "../../src/shared/study/study-view";
import type { Theme } from "../components/theme";
import { areaOf, coloursOf, Dots, type Drawing, fittedTicks, type Size } from "./drawing";
import { StudyChart } from "./study-chart";
import { STUDY_STRINGS } from "./study-strings";

interface SlicesProps {
  view: StudyView;
  objective: number;
  /** The trials that lie in all stretches that are brushed. */
  brushed: ReadonlySet<number>;
}

/** The value of each trial over each parameter. */
export function Slices({ view, objective, brushed }: SlicesProps) {
  const title = view.objectives[objective]?.title ?? "";
  return (
    <section class="slices" aria-label={STUDY_STRINGS.slices}>
      <h2>{`${STUDY_STRINGS.slices}: ${title}`}</h2>
      <div class="slice-grid">
        {byImportance(view, objective).map((parameter) => (
          <StudyChart
            key={parameter.name}
            title={parameter.name}
            help={[STUDY_STRINGS.sliceHelp, parameter.paths.join(", "), parameter.when ?? ""]
              .filter(Boolean)
              .join(" · ")}
            label={STUDY_STRINGS.sliceLabel(title, parameter.name)}
            height={170}
            draw={(size, theme) => drawSlice({ view, objective, brushed }, parameter, size, theme)}
            inputs={[view, objective, brushed]}
          />
        ))}
      </div>
    </section>
  );
}

/** The parameters, those that matter most first. */
function byImportance({ parameters, importance }: StudyView, objective: number): ParameterView[] {
  const shares = importance?.[objective] ?? {};
  return [...parameters].sort((a, b) => (shares[b.name] ?? 0) - (shares[a.name] ?? 0));
}

function drawSlice(
  { view, objective, brushed }: SlicesProps,
  parameter: ParameterView,
  size: Size,
  theme: Theme,
): Drawing {
  const by = view.objectives[objective];
  if (!by) return { picture: null, places: [] };
  const area = { ...areaOf(size), bottom: size.height - 22 };
  const inset = [area.left + 8, area.right - 8] as const;
  const x = fittedTicks(parameterAxis(parameter, inset, 4), inset[1] - inset[0]);
  const y = objectiveAxis(by, objectiveValues(view, objective), [area.bottom, area.top], 3);
  const placed = view.trials.flatMap((trial) => {
    const at = positionOf(parameter, trial);
    const value = valueOf(trial, objective);
    if (at === undefined || value === undefined) return [];
    const { number, state } = trial;
    // Trials of one choice lie beside each other, not on top.
    const aside = parameter.domain.kind === "choice" ? ((number * 7) % 13) - 6 : 0;
    return [{ trial: number, state, x: x.at(at) + aside, y: y.at(value) }];
  });
  const kept = placed.filter(({ trial }) => brushed.has(trial));
  const best = kept.filter(({ trial }) => view.best.includes(trial));
  const picture = (
    <Panel
      id={`slice-${objective}-${view.parameters.indexOf(parameter)}`}
      {...{ area, x, y }}
      lines={[]}
      colours={coloursOf(theme)}
      grid={{ y: true }}
      labels={{ x: true, y: true }}
    >
      <Dots
        places={placed.filter(({ trial }) => !brushed.has(trial))}
        colour={theme.muted}
        opacity={0.15}
      />
      <Dots
        places={kept.filter(({ state }) => state === "pruned")}
        colour={theme.muted}
        opacity={0.55}
        radius={2}
      />
      <Dots
        places={kept.filter(({ state }) => state !== "pruned")}
        colour={theme.discriminator}
        opacity={0.8}
      />
      <Dots places={best} colour={theme.mark} radius={4} />
    </Panel>
  );
  return { picture, places: kept };
}

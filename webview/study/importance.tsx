import type { StudyView } from "../../src/shared/study/study-view";
import { formatNumber } from "../../src/shared/text/format";
import { Help } from "../components/help";
import { STUDY_STRINGS } from "./study-strings";

/** How much each parameter mattered, the most important first. */
export function Importance({ view, objective }: { view: StudyView; objective: number }) {
  const shares = Object.entries(view.importance?.[objective] ?? {}).sort(([, a], [, b]) => b - a);
  const title = view.objectives[objective]?.title ?? "";
  return (
    <section class="importance" aria-label={STUDY_STRINGS.importance}>
      <figcaption>
        <h3>{`${STUDY_STRINGS.importance}: ${title}`}</h3>
        <Help what={STUDY_STRINGS.importance} text={STUDY_STRINGS.importanceHelp} />
      </figcaption>
      {shares.length === 0 && <p class="hint">{STUDY_STRINGS.importanceFew}</p>}
      <dl>
        {shares.map(([name, share]) => (
          <div key={name} class="importance-row">
            <dt title={name}>{name}</dt>
            <dd>
              <span class="importance-bar" style={{ width: `${100 * share}%` }} />
              <span>{`${formatNumber(100 * share, 2)} %`}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

import { standingVerdicts } from "../../src/shared/advisor/standing";
import type { Verdict } from "../../src/shared/advisor/verdict";
import { verdictKind } from "../../src/shared/advisor/verdict-kinds";
import {
  describeEvidence,
  describeVerdict,
  remedyReason,
  remedyTitle,
} from "../../src/shared/advisor/verdict-text";
import { settingTexts } from "../../src/shared/advisor/remedies";
import type { RunEvent } from "../../src/shared/run/run";
import { Button } from "../components/button";
import { Icon } from "../components/icon";
import { memo } from "../components/memo";
import { useHost } from "../components/page-context";
import { STRINGS } from "../components/strings";

interface AdvicePanelProps {
  events: readonly RunEvent[];
  /** Whether the run can be changed as it is. */
  changeable: boolean;
}

/** What the advisor sees go wrong in the run, and what can be done about it. */
export const AdvicePanel = memo(({ events, changeable }: AdvicePanelProps) => (
  <div class="notices advice" role="status">
    {standingVerdicts(events).map(({ verdict }) => (
      <VerdictBanner key={verdict.kind} verdict={verdict} changeable={changeable} />
    ))}
  </div>
));

interface VerdictProps {
  verdict: Verdict;
  changeable: boolean;
}

function VerdictBanner({ verdict, changeable }: VerdictProps) {
  const kind = verdictKind(verdict.kind);
  const host = useHost();
  return (
    <section class="banner warning" aria-label={STRINGS.verdict}>
      <Icon name="pulse" />
      <div class="banner-text">
        <strong>{describeVerdict(verdict)}</strong>
        {kind && <p>{kind.meaning}</p>}
        <details>
          <summary>{STRINGS.evidence}</summary>
          <ul>
            {verdict.evidence.map((one) => (
              <li key={one.signal}>{describeEvidence(one)}</li>
            ))}
          </ul>
          {kind && <p class="hint">{kind.source}</p>}
        </details>
        <RemedyText verdict={verdict} />
        <div class="banner-actions">
          <RemedyButtons verdict={verdict} changeable={changeable} />
          <Button
            icon="bell-slash"
            label={STRINGS.ignoreVerdict}
            title={STRINGS.ignoreVerdictTip}
            onClick={() => host.verdictAction("ignoreVerdict", verdict.kind)}
          />
        </div>
      </div>
    </section>
  );
}

/** The one change that is proposed, and why. */
function RemedyText({ verdict: { remedy } }: { verdict: Verdict }) {
  if (!remedy) return <p class="hint">{STRINGS.noRemedy}</p>;
  return (
    <p>
      <strong>{remedyTitle(remedy)}</strong> <code>{settingTexts(remedy).join(" ")}</code>
      <br />
      {remedyReason(remedy)}
    </p>
  );
}

/** Ways to make the change that is proposed. */
function RemedyButtons({ verdict: { kind, remedy }, changeable }: VerdictProps) {
  const host = useHost();
  if (!remedy) return null;
  const { set, slots, fresh } = remedy;
  return (
    <>
      <Button
        primary
        icon={fresh ? "new-file" : "repo-forked"}
        label={fresh ? STRINGS.tryFresh : STRINGS.tryOnBranch}
        title={fresh ? STRINGS.tryFreshTip : STRINGS.tryOnBranchTip}
        onClick={() => host.verdictAction("tryRemedy", kind)}
      />
      {changeable && !fresh && (
        <Button
          icon="settings-gear"
          label={STRINGS.applyRemedy}
          title={STRINGS.applyRemedyTip}
          onClick={() => host.command({ type: "change", set, ...(slots ? { slots } : {}) })}
        />
      )}
    </>
  );
}

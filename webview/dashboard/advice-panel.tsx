import { useMemo } from "preact/hooks";
import {
  withConsequences,
  type VerdictWithConsequences,
} from "../../src/shared/advisor/consequences";
import { standingVerdicts } from "../../src/shared/advisor/standing";
import type { Verdict } from "../../src/shared/advisor/verdict";
import { verdictKind } from "../../src/shared/advisor/verdict-kinds";
import {
  describeEvidence,
  describeVerdict,
  noRemedyText,
  remedyReason,
  remedyTitle,
} from "../../src/shared/advisor/verdict-text";
import { settingTexts } from "../../src/shared/advisor/remedies";
import type { RunEvent } from "../../src/shared/run/run";
import { Button } from "../components/button";
import { Icon } from "../components/icon";
import { useHost } from "../components/page-context";
import { STRINGS } from "../components/strings";
import { EvidencePictures } from "./evidence-pictures";

interface AdvicePanelProps {
  events: readonly RunEvent[];
  /** Whether the run can be changed as it is. */
  changeable: boolean;
  /** The address of a file of the run's samples. */
  sampleUri(file: string): string;
}

/** What the advisor sees go wrong in the run, and what can be done about it. */
export function AdvicePanel({ events, ...shared }: AdvicePanelProps) {
  const told = useMemo(
    () => withConsequences(standingVerdicts(events).map(({ verdict }) => verdict)),
    [events],
  );
  return (
    <div class="notices advice" role="status">
      {told.map((one) => (
        <VerdictBanner key={one.verdict.kind} {...one} {...shared} />
      ))}
    </div>
  );
}

type BannerProps = VerdictWithConsequences<Verdict> & Omit<AdvicePanelProps, "events">;

function VerdictBanner({ verdict, consequences, changeable, sampleUri }: BannerProps) {
  const kind = verdictKind(verdict.kind);
  const host = useHost();
  const evidence = [verdict, ...consequences].flatMap((one) => one.evidence);
  return (
    <section class="banner warning" aria-label={STRINGS.verdict}>
      <Icon name="pulse" />
      <div class="banner-text">
        <strong>{describeVerdict(verdict)}</strong>
        {kind && <p>{kind.meaning}</p>}
        <Consequences verdicts={consequences} />
        <EvidencePictures evidence={evidence} sampleUri={sampleUri} />
        <details>
          <summary>{STRINGS.evidence}</summary>
          <ul>
            {evidence.map((one) => (
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

/** The verdicts that follow from this one: what is done about it is done about them. */
function Consequences({ verdicts }: { verdicts: readonly Verdict[] }) {
  if (verdicts.length === 0) return null;
  return (
    <>
      <p>{STRINGS.consequences}</p>
      <ul>
        {verdicts.map((one) => (
          <li key={one.kind}>{describeVerdict(one)}</li>
        ))}
      </ul>
    </>
  );
}

/** The one change that is proposed, and why. */
function RemedyText({ verdict }: { verdict: Verdict }) {
  const { remedy } = verdict;
  if (!remedy) return <p class="hint">{noRemedyText(verdict)}</p>;
  return (
    <p>
      <strong>{remedyTitle(remedy)}</strong> <code>{settingTexts(remedy).join(" ")}</code>
      <br />
      {remedyReason(remedy)}
    </p>
  );
}

interface RemedyProps {
  verdict: Verdict;
  changeable: boolean;
}

/** Ways to make the change that is proposed. */
function RemedyButtons({ verdict: { kind, remedy }, changeable }: RemedyProps) {
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

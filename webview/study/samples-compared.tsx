import { useState } from "preact/hooks";
import type { StudyContent, StudySamples } from "../../src/shared/protocol/study-messages";
import { settingsText } from "../../src/shared/study/trial-text";
import { formatCount } from "../../src/shared/text/format";
import { DensityView } from "../components/density-view";
import { ImagesView } from "../components/images-view";
import { type ScatterLayer, SHOWN_AT_FIRST } from "../components/scatter-layers";
import { ScatterView } from "../components/scatter-view";
import { STUDY_STRINGS } from "./study-strings";

type SamplesComparedProps = Pick<StudyContent, "samples" | "view">;

/**
 * The newest samples of the best trial beside those of the experiment as it was; where no trial has
 * its settings, of the first one.
 */
export function SamplesCompared({ view, samples: { best, other } }: SamplesComparedProps) {
  const [shown, setShown] = useState<readonly ScatterLayer[]>(SHOWN_AT_FIRST);
  if (!best && !other) return null;
  const settingsOf = ({ trial }: StudySamples) => {
    const shown = view.trials.find(({ number }) => number === trial);
    return shown && settingsText(shown);
  };
  const titleOfOther = ({ trial }: StudySamples) =>
    trial === view.baseTrial
      ? STUDY_STRINGS.samplesOfBase(trial)
      : STUDY_STRINGS.samplesOfFirst(trial);
  const side = (samples: StudySamples, title: string) => (
    <figure class="compared" aria-label={title}>
      <figcaption>
        <h3>{title}</h3>
        <span class="hint">{STUDY_STRINGS.samplesAt(formatCount(samples.step))}</span>
        <span class="hint">{settingsOf(samples)}</span>
      </figcaption>
      <Samples samples={samples} shown={shown} onShow={setShown} />
    </figure>
  );
  return (
    <section class="samples-compared" aria-label={STUDY_STRINGS.samples}>
      <h2>{STUDY_STRINGS.samples}</h2>
      <div class="compared-grid">
        {best && side(best, STUDY_STRINGS.samplesOfBest(best.trial))}
        {other && side(other, titleOfOther(other))}
      </div>
    </section>
  );
}

interface SamplesProps {
  samples: StudySamples;
  shown: readonly ScatterLayer[];
  onShow(shown: ScatterLayer[]): void;
}

/** Samples as their kind asks for. */
function Samples({ samples, shown, onShow }: SamplesProps) {
  const { picture, address, step, runId } = samples;
  if (picture?.kind === "density") return <DensityView picture={picture} run={runId} />;
  if (picture?.kind === "scatter")
    return <ScatterView picture={picture} shown={shown} onShow={onShow} />;
  return <ImagesView step={step} picture={picture} sampleUri={() => address} />;
}

import { useState } from "preact/hooks";
import type { ComparedRunView } from "../../src/shared/compare/compared-runs";
import { pictureAt } from "../../src/shared/compare/curves";
import { picturePlace } from "../../src/shared/compare/picture-place";
import { formatCount } from "../../src/shared/text/format";
import { Player } from "../components/player";
import { Swatch } from "../components/swatch";
import { usePlayer } from "../components/use-player";
import { COMPARE_STRINGS } from "./compare-strings";

interface ComparePicturesProps {
  runs: readonly ComparedRunView[];
  colours: ReadonlyMap<string, string>;
}

const MIN_SIZE = 120;
const START_SIZE = 300;
const MAX_SIZE = 900;

/** The samples of all runs under one slider, and of one size. */
export function ComparePictures({ runs, colours }: ComparePicturesProps) {
  const steps = [...new Set(runs.flatMap(({ pictures }) => pictures))].sort((a, b) => a - b);
  const player = usePlayer(steps);
  const [size, setSize] = useState(START_SIZE);
  if (steps.length === 0) return null;
  return (
    <section class="compare-section" aria-label={COMPARE_STRINGS.pictures}>
      <div class="pictures-head">
        <h2>{COMPARE_STRINGS.pictures}</h2>
        <Player player={player} />
        <label class="tool-field">
          <span>{COMPARE_STRINGS.zoom}</span>
          <input
            type="range"
            min={MIN_SIZE}
            max={MAX_SIZE}
            step={20}
            value={size}
            onInput={({ currentTarget }) => setSize(Number(currentTarget.value))}
          />
        </label>
      </div>
      <div class="pictures-grid">
        {runs.map((run) => (
          <RunPicture
            key={run.dir}
            {...{ run, size }}
            step={player.step ?? 0}
            colour={colours.get(run.dir) ?? ""}
          />
        ))}
      </div>
    </section>
  );
}

interface RunPictureProps {
  run: ComparedRunView;
  step: number;
  size: number;
  colour: string;
}

/** The newest picture of a run that is not after the step. */
function RunPicture({ run, step, size, colour }: RunPictureProps) {
  const { label, pictures, picturesUri } = run;
  const at = pictureAt(pictures, step);
  return (
    <figure style={{ width: `${size}px` }}>
      <figcaption>
        <Swatch colour={colour} shape="solid" /> {label}
        <span class="hint">
          {at === undefined ? COMPARE_STRINGS.noPicture : COMPARE_STRINGS.at(formatCount(at))}
        </span>
      </figcaption>
      {at !== undefined && (
        <img
          class="pixelated"
          src={picturePlace(picturesUri, at)}
          alt={COMPARE_STRINGS.samplesOf(label, formatCount(at))}
        />
      )}
    </figure>
  );
}

import { type LatentsView, withPicked } from "../../src/shared/latents/view";
import type { Drawn } from "../../src/shared/protocol/explore";
import { IconButton } from "../components/icon-button";
import { LATENTS_STRINGS } from "./latents-strings";
import { addressOf } from "./pick-grid";

interface ChosenPanelProps {
  view: LatentsView;
  name: string;
  /** The chosen sample alone. */
  drawn: Drawn | undefined;
  onView(view: LatentsView): void;
}

/** The chosen sample, enlarged, or its numbers; the ones beside it, and whether it is picked. */
export function ChosenPanel({ view, name, drawn, onView }: ChosenPanelProps) {
  const { chosen, count, picked } = view;
  const figure = drawn?.figure;
  const go = (sample: number) => onView({ ...view, chosen: sample });
  return (
    <section class="chosen-panel" aria-label={LATENTS_STRINGS.chosen}>
      <div class="latents-head">
        <h2>{name}</h2>
        <span class="latents-buttons">
          <IconButton
            icon="chevron-left"
            label={LATENTS_STRINGS.previous}
            disabled={chosen <= 1}
            onClick={() => go(chosen - 1)}
          />
          <IconButton
            icon="chevron-right"
            label={LATENTS_STRINGS.next}
            disabled={chosen >= count}
            onClick={() => go(chosen + 1)}
          />
          <IconButton
            icon="pinned"
            label={LATENTS_STRINGS.pick}
            pressed={picked.includes(chosen)}
            onClick={() => onView(withPicked(view, chosen))}
          />
          <IconButton
            icon="clear-all"
            label={LATENTS_STRINGS.unpickAll}
            disabled={picked.length === 0}
            onClick={() => onView({ ...view, picked: [] })}
          />
        </span>
      </div>
      {figure?.kind === "images" && (
        <img class="pixelated chosen-picture" src={addressOf(figure)} alt={name} />
      )}
      {drawn?.table !== undefined && <Numbers table={drawn.table} />}
    </section>
  );
}

/** The numbers of one sample, by the columns of its table. */
function Numbers({ table }: { table: string }) {
  const [names = "", values = ""] = table.trim().split("\n");
  const numbers = values.split(",");
  return (
    <dl class="chosen-numbers" aria-label={LATENTS_STRINGS.numbers}>
      {names.split(",").map((column, i) => (
        <div key={column}>
          <dt>{column}</dt>
          <dd>{numbers[i]}</dd>
        </div>
      ))}
    </dl>
  );
}

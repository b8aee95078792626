import { askFor, type LatentsView, wayShown } from "../../src/shared/latents/view";
import type { ExploredRun } from "../../src/shared/protocol/explore";
import type { ShownSamples } from "../../src/shared/protocol/latents";
import { Button } from "../components/button";
import { Menu } from "../components/menu";
import type { LatentsHost } from "./latents-host";
import { LATENTS_STRINGS } from "./latents-strings";

interface SaveSamplesProps {
  host: LatentsHost;
  run: ExploredRun;
  view: LatentsView;
}

/** Saves samples as a PNG or, where they are points, as CSV, with their latents beside. */
export function SaveSamples({ host, run, view }: SaveSamplesProps) {
  const { picked } = view;
  const row = wayShown(view, run);
  const save = async (name: string, show?: ShownSamples) => {
    const { step, figure, kept, table } = await host.draw(askFor(view, "keep", show));
    const latents = kept ?? "";
    if (figure?.kind === "images")
      host.save({ name: `${name}-${step}.png`, content: figure.png, encoding: "base64", latents });
    else if (table !== undefined)
      host.save({ name: `${name}-${step}.csv`, content: table, encoding: "utf8", latents });
  };
  return (
    <Menu icon="save" label={LATENTS_STRINGS.save}>
      {(close) => (
        <>
          <Button
            label={LATENTS_STRINGS.savePicked(picked.length)}
            disabled={picked.length === 0}
            onClick={() => {
              close();
              return save("picked", { kind: "picked", samples: [...picked] });
            }}
          />
          <Button
            label={LATENTS_STRINGS.saveRow}
            disabled={row === undefined}
            onClick={() => {
              close();
              return save("row", row);
            }}
          />
          <Button
            label={LATENTS_STRINGS.saveAll}
            onClick={() => {
              close();
              return save("samples");
            }}
          />
        </>
      )}
    </Menu>
  );
}

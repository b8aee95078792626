import { useState } from "preact/hooks";
import type { Drawn } from "../../src/shared/protocol/explore";
import { DensityView } from "../components/density-view";
import { type ScatterLayer, SHOWN_AT_FIRST } from "../components/scatter-layers";
import { ScatterView } from "../components/scatter-view";

type PointFigure = Exclude<Drawn["figure"], { kind: "images" } | undefined>;

/** Samples that are points, beside the data and over what D says of each place. */
export function FigureView({ figure, dir }: { figure: PointFigure; dir: string }) {
  const [shown, setShown] = useState<readonly ScatterLayer[]>(SHOWN_AT_FIRST);
  return figure.kind === "scatter" ? (
    <ScatterView picture={figure} shown={shown} onShow={setShown} />
  ) : (
    <DensityView picture={figure} run={dir} />
  );
}

import { useState } from "preact/hooks";
import type { Drawn } from "../../src/shared/protocol/explore";
import { DensityView } from "../components/density-view";
import { type ScatterLayer, ScatterView } from "../components/scatter-view";

type PointFigure = Exclude<Drawn["figure"], { kind: "images" } | undefined>;

/** Samples that are points, beside the data and over what D says of each place. */
export function FigureView({ figure, dir }: { figure: PointFigure; dir: string }) {
  const [hidden, setHidden] = useState<ScatterLayer[]>([]);
  return figure.kind === "scatter" ? (
    <ScatterView picture={figure} hidden={hidden} onHide={setHidden} />
  ) : (
    <DensityView picture={figure} run={dir} />
  );
}

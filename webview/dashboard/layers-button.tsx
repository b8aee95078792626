import { layersIn } from "../../src/shared/protocol/layers";
import type { NetworkName } from "../../src/shared/run/run";
import { Button } from "../components/button";
import { STRINGS } from "../components/strings";
import { LAYERS_STRINGS } from "./layers-strings";

interface LayersButtonProps {
  network: NetworkName;
  /** The experiment as it is trained now. */
  now: object;
  onOpen(): void;
}

/** Opens the form for the layers; there are none to change of a network as code. */
export function LayersButton({ network, now, onOpen }: LayersButtonProps) {
  const has = layersIn(now, network) !== undefined;
  return (
    <Button
      icon="layers"
      label={LAYERS_STRINGS.open}
      title={has ? LAYERS_STRINGS.openTip(STRINGS[network]) : LAYERS_STRINGS.ofCode}
      disabled={!has}
      onClick={onOpen}
    />
  );
}

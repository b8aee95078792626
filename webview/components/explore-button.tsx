import { IconButton } from "./icon-button";
import { useHost } from "./page-context";
import { STRINGS } from "./strings";

/** Opens the page that explores latents at the picture of a step. */
export function ExploreButton({ step }: { step: number | undefined }) {
  const host = useHost();
  return (
    <IconButton
      icon="compass"
      label={STRINGS.exploreLatents}
      disabled={step === undefined}
      onClick={() => host.action("exploreLatents", step)}
    />
  );
}

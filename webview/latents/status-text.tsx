import { Button } from "../components/button";
import type { LatentsHost } from "./latents-host";
import { LATENTS_STRINGS } from "./latents-strings";

/** That the run is being opened, or why it cannot be. */
export function StatusText({ host }: { host: LatentsHost }) {
  const { failure, explored } = host;
  if (failure !== undefined)
    return (
      <div class="latents-failure" role="alert">
        <p>{failure}</p>
        <Button icon="refresh" label={LATENTS_STRINGS.again} onClick={() => host.again()} />
      </div>
    );
  return explored ? null : <p class="empty">{LATENTS_STRINGS.opening}</p>;
}

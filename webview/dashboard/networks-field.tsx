import type { NetworkName } from "../../src/shared/run/run";
import { CheckField } from "../components/check-field";
import { CheckGroup } from "../components/check-group";
import { STRINGS } from "../components/strings";

interface NetworksFieldProps {
  networks: readonly NetworkName[];
  onNetworks(networks: NetworkName[]): void;
}

/** Chooses one network or both. */
export function NetworksField({ networks, onNetworks }: NetworksFieldProps) {
  return (
    <CheckGroup legend={STRINGS.applyTo}>
      {(["generator", "discriminator"] as const).map((name) => (
        <CheckField
          key={name}
          type="checkbox"
          label={STRINGS[name]}
          checked={networks.includes(name)}
          onCheck={(checked) => {
            const others = networks.filter((one) => one !== name);
            onNetworks(checked ? [...others, name] : others);
          }}
        />
      ))}
    </CheckGroup>
  );
}

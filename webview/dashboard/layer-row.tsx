import { toldSettings, widthOf } from "../../src/shared/protocol/layers";
import { describeValue } from "../../src/shared/text/setting";
import { IconButton } from "../components/icon-button";
import type { EditedLayer, LayerEdit } from "./edited-layers";
import { LAYERS_STRINGS } from "./layers-strings";
import { SettingText } from "./setting-text";
import { useUniqueId } from "../components/unique-id";

interface LayerRowProps {
  edited: EditedLayer;
  /** How it is spoken of: its place, type and network. */
  name: string;
  /** Whether it is the only one, which stays. */
  only: boolean;
  /** What is wrong with it. */
  error: string | undefined;
  onEdit(edit: LayerEdit): void;
}

/** A layer with what can be done to it. */
export function LayerRow({ edited, name, only, error, onEdit }: LayerRowProps) {
  const { layer } = edited;
  const errorId = useUniqueId();
  return (
    <li class="layer-row">
      <div class="layer-line">
        <span class="layer-type">{layer.type}</span>
        <LayerWidth edited={edited} name={name} error={error && errorId} onEdit={onEdit} />
        <span class="layer-settings">
          {toldSettings(layer).map(([setting, value]) => (
            <SettingText
              key={setting}
              name={setting === "activation" ? "" : setting}
              value={Array.isArray(value) ? value.join(" × ") : describeValue(value)}
            />
          ))}
        </span>
        <IconButton
          icon="insert"
          label={LAYERS_STRINGS.add(name)}
          onClick={() => onEdit({ kind: "add" })}
        />
        <IconButton
          icon="trash"
          class="remove-layer"
          label={LAYERS_STRINGS.remove(name)}
          disabled={only}
          onClick={() => onEdit({ kind: "remove" })}
        />
      </div>
      {/* What has a field is read with that. */}
      <span class="form-error" id={errorId} role={widthOf(layer) ? undefined : "alert"}>
        {error}
      </span>
    </li>
  );
}

interface LayerWidthProps extends Pick<LayerRowProps, "edited" | "name" | "onEdit"> {
  /** The element that says what is wrong, if anything is. */
  error: string | undefined;
}

/** How many outputs a layer makes, with a step down and up; nothing where its input says that. */
function LayerWidth({ edited, name, error, onEdit }: LayerWidthProps) {
  const width = widthOf(edited.layer);
  if (!width) return <span class="layer-width" />;
  const step = (direction: 1 | -1) => onEdit({ kind: "step", direction });
  return (
    <span class="layer-width">
      <IconButton
        icon="remove"
        label={LAYERS_STRINGS.fewer(width.name, name)}
        disabled={width.value === 1}
        onClick={() => step(-1)}
      />
      <input
        type="text"
        inputMode="numeric"
        aria-label={LAYERS_STRINGS.widthOf(width.name, name)}
        aria-invalid={error !== undefined}
        aria-describedby={error}
        value={String(width.value)}
        onInput={({ currentTarget }) => onEdit({ kind: "width", text: currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
          event.preventDefault();
          step(event.key === "ArrowUp" ? 1 : -1);
        }}
      />
      <IconButton
        icon="add"
        label={LAYERS_STRINGS.more(width.name, name)}
        onClick={() => step(1)}
      />
    </span>
  );
}

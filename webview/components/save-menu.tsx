import { Button } from "./button";
import { PICTURE_KINDS, type PictureKind } from "./chart-file";
import { Menu } from "./menu";
import { STRINGS } from "./strings";

interface SaveMenuProps {
  /** What is saved. */
  title: string;
  onSave(kind: PictureKind): void;
}

/** Saves a chart as SVG, PNG or CSV. */
export function SaveMenu({ title, onSave }: SaveMenuProps) {
  return (
    <Menu icon="desktop-download" label={STRINGS.saveChart(title)}>
      {(close) =>
        PICTURE_KINDS.map((kind) => (
          <Button
            key={kind}
            label={STRINGS.saveAs(kind.toUpperCase())}
            onClick={() => {
              close();
              onSave(kind);
            }}
          />
        ))
      }
    </Menu>
  );
}

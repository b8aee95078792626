import type { RunColumn } from "../../src/shared/runs-table/column";
import { NAME } from "../../src/shared/runs-table/columns";
import { isShown } from "../../src/shared/runs-table/table";
import { CheckField } from "../components/check-field";
import { IconButton } from "../components/icon-button";
import { toggled } from "../components/legend";
import { Menu } from "../components/menu";
import { moved } from "./column-order";
import { RUNS_STRINGS } from "./runs-strings";
import type { ToolsProps } from "./runs-tools";

/** Which columns are shown, which stay at the left, and their order. */
export function ColumnsMenu({ table, settings, differing, onChange }: ToolsProps) {
  const shown = table.columns;
  const others = table.all.filter(({ id }) => !shown.some((column) => column.id === id));
  const show = (column: RunColumn, on: boolean) => {
    const without = (ids: readonly string[]) => ids.filter((id) => id !== column.id);
    onChange({
      hidden: on ? without(settings.hidden) : [...without(settings.hidden), column.id],
      shown: on ? [...without(settings.shown), column.id] : without(settings.shown),
    });
  };
  const ids = shown.map(({ id }) => id);
  return (
    <Menu icon="list-selection" label={RUNS_STRINGS.columns} active={settings.hidden.length > 0}>
      {() => (
        <>
          {[...shown, ...others].map((column) => (
            <div key={column.id} class="column-choice" title={column.tip}>
              <CheckField
                type="checkbox"
                label={column.title}
                checked={isShown(column, differing, settings)}
                onCheck={(on) => column.id !== NAME.id && show(column, on)}
              />
              {ids.includes(column.id) && (
                <span class="column-buttons">
                  <IconButton
                    icon="arrow-up"
                    label={RUNS_STRINGS.left(column.title)}
                    onClick={() => onChange({ columnOrder: moved(ids, column.id, -1) })}
                  />
                  <IconButton
                    icon="arrow-down"
                    label={RUNS_STRINGS.right(column.title)}
                    onClick={() => onChange({ columnOrder: moved(ids, column.id, 1) })}
                  />
                  <IconButton
                    icon="pinned"
                    label={RUNS_STRINGS.pin(column.title)}
                    pressed={settings.pinned.includes(column.id)}
                    onClick={() => onChange({ pinned: toggled(settings.pinned, column.id) })}
                  />
                </span>
              )}
            </div>
          ))}
        </>
      )}
    </Menu>
  );
}

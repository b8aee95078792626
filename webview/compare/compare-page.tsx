import { useMemo } from "preact/hooks";
import type { CompareContent } from "../../src/shared/compare/compared-runs";
import { curveGroups, curveKinds } from "../../src/shared/compare/curves";
import { useKeptState, useTheme } from "../components/page-context";
import { toggled } from "../components/legend";
import { CompareChart } from "./compare-chart";
import type { CompareHost } from "./compare-host";
import { CompareLegend } from "./compare-legend";
import { restoreSettings } from "./compare-settings";
import { COMPARE_STRINGS } from "./compare-strings";
import { CompareTools } from "./compare-tools";
import { DifferingSettings, Figures } from "./compare-tables";
import { ComparePictures } from "./compare-pictures";
import type { ComparedPictures } from "./compared-pictures";
import { runColour } from "./run-colours";

interface ComparePageProps {
  host: CompareHost;
  content: CompareContent;
  pictures: ComparedPictures;
}

/** Runs side by side: their curves, the settings in which they differ, figures and pictures. */
export function ComparePage({ host, content, pictures }: ComparePageProps) {
  const { runs, comparison, unreadable } = content;
  const [settings, setSettings] = useKeptState("compare", restoreSettings);
  const theme = useTheme();
  const change = (changes: Partial<typeof settings>) => setSettings({ ...settings, ...changes });
  const groups = useMemo(
    () => curveGroups(runs, settings.repetitions),
    [runs, settings.repetitions],
  );
  const coloured = groups.map((group, i) => ({ ...group, colour: runColour(i, theme) }));
  const shown = coloured.filter(({ id }) => !settings.hidden.includes(id));
  const colours = new Map(
    coloured.flatMap(({ members, colour }) => members.map(({ dir }) => [dir, colour])),
  );
  return (
    <main class="compare">
      <CompareTools {...{ host, runs, settings }} onChange={change} />
      {unreadable.map(({ dir, reason }) => (
        <p key={dir} class="warning">
          {COMPARE_STRINGS.unreadable(dir, reason)}
        </p>
      ))}
      {runs.length > 0 && (
        <>
          <CompareLegend
            groups={coloured}
            hidden={settings.hidden}
            onToggle={(id) => change({ hidden: toggled(settings.hidden, id) })}
            onOpen={host.isWindow ? (dir) => host.open(dir) : undefined}
          />
          <section class="compare-charts" aria-label={COMPARE_STRINGS.curves}>
            {curveKinds(runs).map((kind) => (
              <CompareChart key={kind.id} {...{ host, kind, settings }} groups={shown} />
            ))}
          </section>
          <DifferingSettings {...{ comparison, runs, colours }} />
          <Figures {...{ comparison, runs, colours }} />
          <ComparePictures {...{ runs, colours, pictures }} />
        </>
      )}
    </main>
  );
}

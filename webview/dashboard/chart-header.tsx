import type { PictureKind } from "../components/chart-file";
import { Help } from "../components/help";
import { IconButton } from "../components/icon-button";
import { SaveMenu } from "../components/save-menu";
import { STRINGS } from "../components/strings";
import { Swatch } from "../components/swatch";
import type { ScaleKind } from "../components/value-scale";
import { AxisMenu } from "./axis-menu";
import type { Range } from "./chart-data";
import type { ChartSpec } from "./chart-specs";
import type { FixedRange, ViewSettings } from "./view-settings";

/* The head of a chart: its title, help and tools. */

interface ChartHeaderProps {
  spec: ChartSpec;
  settings: ViewSettings;
  /** The scale that is drawn. */
  kind: ScaleKind;
  /** Whether the axis is fixed, with a line that means something. */
  guided: boolean;
  shownRange(): Range | undefined;
  onScale(kind: ScaleKind | undefined): void;
  onYRange(range: FixedRange | undefined): void;
  onSave(kind: PictureKind): void;
  onEnlarge: (() => void) | undefined;
}

/** A chart's title, what its guide means, and its tools. */
export function ChartHeader(props: ChartHeaderProps) {
  const { spec, settings, kind, guided, shownRange, onScale, onYRange } = props;
  const { title, subtitle, help, fixed } = spec;
  return (
    <header class="chart-header">
      <div class="chart-title">
        <h3 title={title}>{title}</h3>
        {help !== undefined && <Help what={title} text={help} />}
        {subtitle && (
          <span class="hint" title={subtitle}>
            {subtitle}
          </span>
        )}
      </div>
      {/* Here, since in the plot it would cover the curves of a good run, which end on that line. */}
      {guided && fixed && (
        <span class="chart-key" title={fixed.guide.label}>
          <Swatch colour="currentColor" shape="dashed" />
          <span>{fixed.guide.label}</span>
        </span>
      )}
      <div class="chart-tools">
        <AxisMenu
          spec={spec}
          settings={settings}
          kind={kind}
          guided={guided}
          shownRange={shownRange}
          onScale={onScale}
          onYRange={onYRange}
        />
        <SaveMenu title={title} onSave={props.onSave} />
        {props.onEnlarge && (
          <IconButton
            icon="screen-full"
            label={STRINGS.enlargeChart(title)}
            onClick={props.onEnlarge}
          />
        )}
      </div>
    </header>
  );
}

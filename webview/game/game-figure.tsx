import type { ComponentChildren } from "preact";
import { svgFile } from "../../src/shared/charts/svg-file";
import { fileName, type PictureKind, pngOf } from "../components/chart-file";
import { useTheme } from "../components/page-context";
import { SaveMenu } from "../components/save-menu";
import { ThemeSvg } from "../components/theme-svg";
import type { Theme } from "../components/theme";
import { useWidth } from "../components/use-resize";
import type { GameHost } from "./game-host";

interface Size {
  width: number;
  height: number;
}

interface GameFigureProps {
  host: GameHost;
  title: string;
  /** What there is to see, for whoever cannot. */
  label: string;
  height: number;
  draw(size: Size): ComponentChildren;
  /** The numbers that it shows. */
  csv(): string;
}

/** The width of a picture in a file. */
const FILE_WIDTH = 760;

/** A chart as wide as its place, which can be saved. */
export function GameFigure({ host, title, label, height, draw, csv }: GameFigureProps) {
  const [element, width] = useWidth();
  const theme = useTheme();
  const save = async (kind: PictureKind) => {
    const name = `${fileName(title)}.${kind}`;
    if (kind === "csv") return host.saveFile(name, csv(), "utf8");
    const size = { width: FILE_WIDTH, height };
    const svg = svgFile({ ...size, ...inkOf(theme) }, draw(size));
    if (kind === "svg") return host.saveFile(name, svg, "utf8");
    return host.saveFile(name, await pngOf(svg), "base64");
  };
  return (
    <figure class="game-figure" aria-label={title}>
      <figcaption>
        <h3>{title}</h3>
        <SaveMenu title={title} onSave={(kind) => void save(kind)} />
      </figcaption>
      <div ref={element} class="game-plot" style={{ height: `${height}px` }}>
        {width > 0 && <ThemeSvg {...{ width, height, label }}>{draw({ width, height })}</ThemeSvg>}
      </div>
    </figure>
  );
}

const inkOf = ({ background, foreground, fontSize }: Theme) => ({
  background,
  ink: foreground,
  fontSize,
});

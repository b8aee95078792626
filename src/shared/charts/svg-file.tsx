import type { ComponentChildren } from "preact";
import { renderToString } from "preact-render-to-string";

interface SvgFileProps {
  width: number;
  height: number;
  background: string;
  /** The colour of what has none of its own. */
  ink: string;
  fontFamily?: string;
  /** In pixels. */
  fontSize: number;
}

/** A picture as an SVG file that any browser shows. */
export function svgFile(props: SvgFileProps, content: ComponentChildren): string {
  const { width, height, background, ink, fontFamily = "sans-serif", fontSize } = props;
  const picture = (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      font-family={fontFamily}
      font-size={fontSize}
      fill={ink}
    >
      <rect width="100%" height="100%" fill={background} />
      {content}
    </svg>
  );
  return `${renderToString(picture)}\n`;
}

import type { ComponentChildren } from "preact";
import { useTheme } from "./page-context";

interface ThemeSvgProps {
  width: number;
  height: number;
  /** What there is to see, for whoever cannot. */
  label: string;
  onMouseMove?(event: MouseEvent): void;
  onMouseLeave?(): void;
  onClick?(event: MouseEvent): void;
  children: ComponentChildren;
}

/** A picture in the page, written in the theme's font and colour. */
export function ThemeSvg({ label, children, ...rest }: ThemeSvgProps) {
  const theme = useTheme();
  return (
    <svg
      {...rest}
      role="img"
      aria-label={label}
      font-family={theme.fontFamily}
      font-size={theme.fontSize}
      fill={theme.foreground}
    >
      {children}
    </svg>
  );
}

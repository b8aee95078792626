import { parseColour, withAlpha, type Rgb } from "./colour";

/* The colours of the editor's theme, for what is drawn on a canvas. */

/** The colours of charts in the editor's current theme. */
export interface Theme {
  foreground: string;
  /** For axes' numbers and other small print. */
  muted: string;
  background: string;
  grid: string;
  /** D is blue, G green and the data black, as in figure 1 of Goodfellow et al. 2014. */
  discriminator: string;
  generator: string;
  mark: string;
  warning: string;
  /**
   * Ends and centre of the colours for a probability: generated, undecided, real. Orange and blue
   * differ for all eyes.
   */
  heat: { low: Rgb; centre: Rgb; high: Rgb };
  dark: boolean;
  /** One of high contrast. */
  contrast: boolean;
  fontFamily: string;
  fontSize: number;
}

function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const read = (name: string, fallback: string) =>
    style.getPropertyValue(`--vscode-${name}`).trim() || fallback;
  const dark =
    !document.body.classList.contains("vscode-light") &&
    !document.body.classList.contains("vscode-high-contrast-light");
  const contrast =
    document.body.classList.contains("vscode-high-contrast") ||
    document.body.classList.contains("vscode-high-contrast-light");
  const foreground = read("foreground", dark ? "#cccccc" : "#3b3b3b");
  const background = read("editor-background", dark ? "#1f1f1f" : "#ffffff");
  const faintGrid = dark ? "rgba(128, 128, 128, 0.22)" : "rgba(128, 128, 128, 0.25)";
  return {
    foreground,
    muted: contrast ? foreground : read("descriptionForeground", foreground),
    background,
    grid: contrast ? withAlpha(read("contrastBorder", foreground), 0.4) : faintGrid,
    discriminator: read("charts-blue", dark ? "#3794ff" : "#1a85ff"),
    generator: read("charts-green", dark ? "#89d185" : "#388a34"),
    mark: read("charts-purple", dark ? "#b180d7" : "#652d90"),
    // The charts' orange of VS Code's own themes is a pale or brown one, in which nothing is read.
    warning: read("editorWarning-foreground", read("charts-orange", "#d18616")),
    heat: dark
      ? {
          low: [178, 92, 20],
          centre: parseColour(background) ?? [31, 31, 31],
          high: [36, 104, 190],
        }
      : {
          low: [242, 150, 62],
          centre: parseColour(background) ?? [255, 255, 255],
          high: [92, 152, 226],
        },
    dark,
    contrast,
    fontFamily: style.fontFamily,
    fontSize: 11,
  };
}

/** The theme of the page; told anew when the person chooses another one in the editor. */
export class ThemeSource {
  current = readTheme();
  readonly #listeners: (() => void)[] = [];

  constructor() {
    const observer = new MutationObserver(() => {
      this.current = readTheme();
      for (const listener of this.#listeners) listener();
    });
    observer.observe(document.body, { attributes: true, attributeFilter: ["class"] });
    observer.observe(document.documentElement, {
      attributes: true,
      attributeFilter: ["style", "class"],
    });
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }
}

/* Colours as numbers: reading, mixing, and the map of D's values. */

/** Red, green and blue in [0, 255]. */
export type Rgb = readonly [number, number, number];

/**
 * A map from [0, 1] to colours that runs from `low` over `centre` at 1/2 to `high`, evenly to the
 * eye: the three are joined in the OKLab space (Ottosson 2020), where equal steps look equal.
 */
export function divergingMap(low: Rgb, centre: Rgb, high: Rgb): (value: number) => Rgb {
  const [a, b, c] = [toOklab(low), toOklab(centre), toOklab(high)];
  return (value) => {
    const t = Math.min(1, Math.max(0, Number.isFinite(value) ? value : 0.5));
    return t < 0.5 ? fromOklab(mix(a, b, t * 2)) : fromOklab(mix(b, c, t * 2 - 1));
  };
}

/**
 * `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb(...)` or `rgba(...)`, its transparency left out; undefined
 * for anything else.
 */
export function parseColour(text: string): Rgb | undefined {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(text.trim())?.[1];
  if (hex) {
    const wide = hex.length < 6 ? [...hex].map((digit) => digit + digit).join("") : hex;
    return [0, 2, 4].map((at) => parseInt(wide.slice(at, at + 2), 16)) as unknown as Rgb;
  }
  const parts = /^rgba?\(([^)]+)\)$/i
    .exec(text.trim())?.[1]
    ?.split(/[\s,/]+/)
    .filter(Boolean)
    .map(Number);
  const [red, green, blue] = parts?.every(Number.isFinite) ? parts : [];
  return red === undefined || green === undefined || blue === undefined
    ? undefined
    : [red, green, blue];
}

/** A CSS colour with the given opacity. */
export function withAlpha(text: string, alpha: number): string {
  const rgb = parseColour(text);
  return rgb ? `rgba(${rgb.join(", ")}, ${alpha})` : text;
}

function mix(a: Rgb, b: Rgb, t: number): Rgb {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

function toLinear(channel: number): number {
  const c = channel / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
}

function fromLinear(c: number): number {
  const s = c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, s)));
}

function toOklab(rgb: Rgb): Rgb {
  const r = toLinear(rgb[0]);
  const g = toLinear(rgb[1]);
  const b = toLinear(rgb[2]);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([lightness, a, b]: Rgb): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

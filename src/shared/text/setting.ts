import { formatNumber } from "./format";

/* Values of settings as text, and texts as values of settings. */

/**
 * A setting's value in short: a number, what its schedule does, or the parts of an object or a
 * list.
 */
export function describeValue(value: unknown): string {
  if (typeof value === "number") return formatNumber(value, 7);
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value))
    return value.length === 0 ? "none" : value.map(describeValue).join(" and ");
  const parts = value as Record<string, unknown>;
  const type = typeof parts["type"] === "string" ? parts["type"] : "";
  return (
    TEXTS[type]?.((name) => describeValue(parts[name]), parts) ??
    [
      type,
      ...Object.entries(parts)
        .filter(([name]) => name !== "type")
        .map(([name, part]) => `${name} ${describeValue(part)}`),
    ]
      .filter(Boolean)
      .join(", ")
  );
}

/**
 * The value that a person has written for a setting: a number, JSON such as a schedule's, or else
 * the text itself, which may not be what the setting can be.
 */
export function valueOfText(text: string): unknown {
  const number = text.trim() === "" ? NaN : Number(text);
  if (Number.isFinite(number)) return number;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

type Text = (of: (name: string) => string, parts: Record<string, unknown>) => string;

const floor = (of: (name: string) => string, { floor = 0 }: Record<string, unknown>): string =>
  floor === 0 ? "" : `, at least ${of("floor")}`;

const TEXTS: Partial<Record<string, Text>> = {
  exponential: (of, parts) => `${of("initial")} × ${of("decay")}^step${floor(of, parts)}`,
  step: (of) => `${of("initial")} × ${of("factor")} every ${of("every")} steps`,
  piecewise(_of, { values, boundaries }) {
    const [steps, pieces] = [boundaries, values].map((list) =>
      Array.isArray(list) ? list.map(describeValue) : [],
    );
    return pieces!
      .map((value, i) => (i === 0 ? value : `${value} from step ${steps![i - 1]}`))
      .join(", ");
  },
  linear: (of) => `${of("from")} → ${of("to")} by step ${of("end")}`,
  polynomial: (of) => `${of("from")} → ${of("to")} by step ${of("end")}, power ${of("power")}`,
  cosine: (of) => `${of("from")} → ${of("to")} by step ${of("end")}, cosine`,
  cosineRestarts: (of, { growth }) =>
    `${of("from")} → ${of("to")} every ${of("period")} ` +
    `steps${growth === 1 || growth === undefined ? "" : `, each cycle × ${of("growth")} as long`}, ` +
    "cosine",
  oneCycle: (of) => `one cycle of ${of("steps")} steps, peak ${of("peak")}`,
  inverseTime: (of) => `${of("initial")} / (1 + ${of("decay")} × step)`,
  warmUp: (of) => `${of("from")} up in ${of("steps")} steps, then ${of("then")}`,
  value: (of) => `each entry to ±${of("limit")}`,
  norm: (of) => `norm of each tensor to ${of("limit")}`,
  globalNorm: (of) => `global norm to ${of("limit")}`,
};

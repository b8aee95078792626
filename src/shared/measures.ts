/** What a person calls the measures of an evaluation. */
const MEASURES: Record<string, string> = {
  w1: "W1(p_g, p_data)",
  meanDReal: "mean D(x)",
  meanDGenerated: "mean D(G(z))",
  modesCovered: "modes covered",
  highQuality: "share of high quality",
};

export const measureTitle = (name: string): string => MEASURES[name] ?? name;

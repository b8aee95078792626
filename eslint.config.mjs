import { defineConfig, globalIgnores } from "eslint/config";
import { createNodeResolver, importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

// Rules that want types are in .oxlintrc.json, many times faster; cycles are found by
// test/unit/scripts/imports.test.ts.

/**
 * The way down between the folders of `src` (CONTRIBUTING.md): a folder may import only what its
 * row names.
 */
const MAY_IMPORT = {
  shared: [],
  tensor: ["shared"],
  experiment: ["shared"],
  gan: ["tensor", "experiment", "shared"],
  fetch: ["shared"],
  data: ["fetch", "gan", "tensor", "experiment", "shared"],
  metrics: ["gan", "tensor", "experiment", "shared"],
  engine: ["fetch", "tensor", "shared"],
  advisor: ["metrics", "experiment", "shared"],
  run: ["gan", "tensor", "experiment", "shared"],
  extractors: ["metrics", "run", "tensor", "experiment", "shared"],
  trainer: [
    "advisor",
    "extractors",
    "run",
    "engine",
    "data",
    "metrics",
    "gan",
    "tensor",
    "experiment",
    "shared",
  ],
  "trainer-client": ["run", "engine", "experiment", "shared"],
  search: ["trainer-client", "run", "experiment", "shared"],
  cli: [
    "search",
    "trainer-client",
    "advisor",
    "extractors",
    "run",
    "engine",
    "data",
    "experiment",
    "shared",
  ],
  ui: ["search", "trainer-client", "advisor", "run", "engine", "data", "experiment", "shared"],
};
const FOLDERS = Object.keys(MAY_IMPORT);

/**
 * What each part may not import, as the plugin wants it: by places, however they are spelled in an
 * import.
 */
const zones = [
  ...FOLDERS.map((folder) => ({
    target: `./src/${folder}`,
    from: ["./src", "./webview", "./test", "./bench"],
    except: [folder, ...MAY_IMPORT[folder]].map((name) => `./${name}`),
    message: `src/${folder} may import only from: ${[folder, ...MAY_IMPORT[folder]].join(", ")}.`,
  })),
  {
    target: "./webview",
    from: "./src",
    except: ["./shared"],
    message: "Webviews import src/shared alone.",
  },
];

const noVscode = { group: ["vscode"], message: "Only src/ui and src/extension.ts know VS Code." };
const noTensorFlow = {
  regex: "^@tensorflow/|/tensor/tf$",
  message: "The extension host and its webviews do no tensor work.",
};
const pureMathematics = {
  regex: "^(node:|@tensorflow/(?!tfjs-core))",
  message: "gan and metrics know tfjs-core and nothing of files, processes or engines.",
};
const restrictedImports = (files, ...patterns) => ({
  files,
  rules: { "no-restricted-imports": ["error", { patterns }] },
});

/** What has limits of length. */
const CODE = ["{src,webview,test,bench}/**/*.{ts,tsx}", "scripts/docs.ts"];
/** Suites list their tests in one function, which is no longer to read for that. */
const SUITES = ["test/**/*.test.ts"];
/**
 * A limit for whole files alone, as lint counts them: blank lines and comments are read like all
 * others.
 */
const atMost = (max) => ["error", { max, skipBlankLines: false, skipComments: false }];

export default defineConfig(
  globalIgnores(["dist", "node_modules", ".vscode-test", "test/e2e/out", ".gan"]),
  tseslint.configs.strict,
  {
    plugins: { "import-x": importX },
    settings: {
      "import-x/resolver-next": [createNodeResolver({ extensions: [".ts", ".tsx", ".mjs"] })],
    },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-non-null-assertion": "off",
      eqeqeq: "error",
      "no-nested-ternary": "error",
      "one-var": ["error", "never"],
      "import-x/no-restricted-paths": ["error", { zones }],
    },
  },
  { files: CODE, rules: { "max-lines": atMost(300) } },
  {
    files: CODE,
    ignores: SUITES,
    rules: { "max-lines-per-function": atMost(60) },
  },
  restrictedImports(["src/!(ui|gan|metrics)/**/*.ts", "src/cli.ts"], noVscode),
  restrictedImports(["src/{gan,metrics}/**/*.ts"], noVscode, pureMathematics),
  restrictedImports(["src/ui/**/*.ts"], noTensorFlow),
  restrictedImports(["webview/**/*.{ts,tsx}"], noVscode, noTensorFlow),
);

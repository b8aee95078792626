import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ENGINES } from "../../../src/shared/engines";
import {
  COMMANDS,
  CONFIG_SUFFIX,
  CONTEXTS,
  DASHBOARD,
  SETTINGS,
  VIEW_CONTAINER,
  VIEWS,
  WALKTHROUGH,
} from "../../../src/ui/ids";
import { REPOSITORY } from "../../support/paths";
import { at, entry, first, found } from "../../support/values";

interface Clause {
  when?: string;
  enablement?: string;
}
interface Manifest {
  activationEvents: string[];
  icon: string;
  contributes: {
    commands: (Clause & { command: string; title: string; category: string })[];
    menus: Record<string, (Clause & { command: string })[]>;
    views: Record<string, (Clause & { id: string; icon: string })[]>;
    viewsContainers: Record<string, { id: string; icon: string }[]>;
    viewsWelcome: (Clause & { view: string; contents: string })[];
    walkthroughs: {
      id: string;
      steps: { description: string; media: { markdown: string }; completionEvents: string[] }[];
    }[];
    jsonValidation: { fileMatch: string; url: string }[];
    languages: { id: string; extensions: string[] }[];
    keybindings: { command: string; key: string; mac: string; when: string }[];
    configuration: { properties: Record<string, { enum?: string[]; default: unknown }> };
  };
}

const text = readFileSync(join(REPOSITORY, "package.json"), "utf8");
const { contributes, activationEvents, icon } = JSON.parse(text) as Manifest;
const strings = JSON.parse(readFileSync(join(REPOSITORY, "package.nls.json"), "utf8")) as Record<
  string,
  string
>;
const sorted = (values: Iterable<string>): string[] => [...new Set(values)].sort();

describe("package.json and the code", () => {
  it("name the same commands, all in the category GAN", () => {
    assert.deepEqual(
      sorted(contributes.commands.map(({ command }) => command)),
      sorted(Object.values(COMMANDS)),
    );
    for (const { category } of contributes.commands) assert.equal(category, "GAN");
  });

  it("speak of known commands only in menus, welcome texts and the walkthrough", () => {
    const walkthrough = first(contributes.walkthroughs);
    const linked = [
      ...contributes.viewsWelcome.map(({ contents }) => contents),
      ...walkthrough.steps.map(({ description }) => description),
    ].flatMap((key) =>
      [...entry(strings, key.replace(/%/g, "")).matchAll(/command:(gan\.\w+)/g)].map((match) =>
        at(match, 1),
      ),
    );
    const events = walkthrough.steps
      .flatMap(({ completionEvents }) => completionEvents)
      .flatMap((event) => /^onCommand:(.*)/.exec(event)?.[1] ?? []);
    const inMenus = Object.values(contributes.menus)
      .flat()
      .map(({ command }) => command);
    for (const command of [...linked, ...events, ...inMenus])
      assert.ok(Object.values<string>(COMMANDS).includes(command), command);
  });

  it("bind keys to known commands, each key once, only where its command can be run", () => {
    const { keybindings, commands } = contributes;
    assert.ok(keybindings.length > 0);
    for (const keys of [keybindings.map(({ key }) => key), keybindings.map(({ mac }) => mac)])
      assert.equal(new Set(keys).size, keys.length);
    for (const { command, when } of keybindings) {
      const { enablement = "" } = found(commands, (one) => one.command === command);
      for (const condition of enablement.split(" && "))
        assert.ok(when.includes(condition), command);
    }
  });

  it("have the same settings, with the engines that there are", () => {
    const { properties } = contributes.configuration;
    assert.deepEqual(sorted(Object.keys(properties)), sorted(Object.values(SETTINGS)));
    assert.deepEqual(properties[SETTINGS.engine]?.enum, ["auto", ...ENGINES]);
  });

  it("name the same views, container, dashboard and walkthrough", () => {
    assert.deepEqual(
      sorted(entry(contributes.views, VIEW_CONTAINER).map(({ id }) => id)),
      sorted(Object.values(VIEWS)),
    );
    assert.equal(contributes.viewsContainers["activitybar"]?.[0]?.id, VIEW_CONTAINER);
    assert.ok(activationEvents.includes(`onWebviewPanel:${DASHBOARD}`));
    assert.equal(contributes.walkthroughs[0]?.id, WALKTHROUGH);
    assert.ok(contributes.walkthroughs[0].steps.length <= 6);
  });

  it("read only context keys that the code sets", () => {
    const clauses = [
      ...contributes.commands,
      ...Object.values(contributes.menus).flat(),
      ...contributes.viewsWelcome,
      ...Object.values(contributes.views).flat(),
    ].flatMap(({ when, enablement }) => [when ?? "", enablement ?? ""]);
    const events = first(contributes.walkthroughs)
      .steps.flatMap(({ completionEvents }) => completionEvents)
      .flatMap((event) => /^onContext:(.*)/.exec(event)?.[1] ?? []);
    const ours = [
      ...events,
      ...clauses.flatMap((clause) => clause.match(/\bgan\.\w+/g) ?? []),
    ].filter((key) => !Object.values<string>(VIEWS).includes(key));
    for (const key of ours) assert.ok(Object.values<string>(CONTEXTS).includes(key), key);
  });

  it("apply to *.gan.json and *.study.json", () => {
    assert.deepEqual(contributes.languages, [
      { id: "jsonc", extensions: [CONFIG_SUFFIX, ".study.json"] },
    ]);
    assert.deepEqual(contributes.jsonValidation, [
      { fileMatch: `*${CONFIG_SUFFIX}`, url: "./dist/gan.schema.json" },
      { fileMatch: "*.study.json", url: "./dist/study.schema.json" },
    ]);
  });
});

describe("package.nls.json", () => {
  it("has every string that package.json asks for, and no other", () => {
    const asked = [...text.matchAll(/"%([\w.]+)%"/g)].map((match) => at(match, 1));
    assert.deepEqual(sorted(asked), sorted(Object.keys(strings)));
  });
});

describe("media", () => {
  it("has every file that package.json names", () => {
    const files = [
      icon,
      ...Object.values(contributes.viewsContainers)
        .flat()
        .map((container) => container.icon),
      ...Object.values(contributes.views)
        .flat()
        .map((view) => view.icon),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown)),
    ];
    for (const file of files) assert.ok(existsSync(join(REPOSITORY, file)), file);
  });

  it("has a marketplace icon of 128 x 128 pixels", () => {
    const png = readFileSync(join(REPOSITORY, icon));
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [128, 128]);
  });
});

import type {
  AdjustmentForm,
  OptimizerForm,
  OptimizerForms,
  OptimizerSetting,
} from "../shared/protocol/optimizer-settings";
import { nameOf, type SchemaNode, schemaTree } from "./schema-tree";
import { OPTIMIZER_KINDS } from "./schema/form";
import { around } from "./schema/optimizer-settings";

/*
 * The optimizers and the adjustments of gradients as forms show them, read off the schema. `npm run
 * docs` writes what it makes to src/shared/protocol/optimizer-forms.json, which is all that pages
 * know of it.
 */

/**
 * Every optimizer with its settings, what can be put around any of them, and every adjustment with
 * its settings.
 */
export function optimizerForms(): OptimizerForms {
  const { definitions = {} } = schemaTree();
  const optimizers = alternatives(definitions["optimizer"] ?? {});
  const adjustments = alternatives(definitions["adjustment"] ?? {});
  const isAround = (name: string): boolean => name in around;
  const settingsIn = (node: SchemaNode | undefined, wanted: (name: string) => boolean) =>
    Object.entries(node?.properties ?? {})
      .filter(([name]) => name !== "type" && wanted(name))
      .flatMap(([name, setting]) => settingsOf(name, setting));
  return {
    kinds: [...OPTIMIZER_KINDS],
    optimizers: Object.fromEntries(
      optimizers.map((node): [string, OptimizerForm] => {
        const { label, kind } = formOf(node);
        const settings = settingsIn(node, (name) => !isAround(name));
        return [nameOf(node) ?? "", { label, kind: kind ?? "", settings }];
      }),
    ),
    around: settingsIn(optimizers[0], isAround),
    adjustments: Object.fromEntries(
      adjustments.map((node): [string, AdjustmentForm] => {
        const { label, help = "" } = formOf(node);
        const settings = settingsIn(node, () => true);
        return [nameOf(node) ?? "", { label, help, settings }];
      }),
    ),
  };
}

const alternatives = ({ anyOf, oneOf }: SchemaNode): SchemaNode[] => anyOf ?? oneOf ?? [];

function formOf(node: SchemaNode): NonNullable<SchemaNode["form"]> {
  if (node.form) return node.form;
  throw new Error(`the schema does not say how a form shows "${node.description ?? "a setting"}"`);
}

/** The fields of one setting: several where it is an object, the first of which turns it on. */
function settingsOf(name: string, node: SchemaNode): OptimizerSetting[] {
  const objects = alternatives(node).filter(({ properties }) => properties);
  if (objects.length > 0) {
    // A choice between objects, all of which have the same settings.
    const { label, help, none } = formOf(node);
    const values = objects.map((object) => nameOf(object) ?? "");
    const choice: OptimizerSetting = { name: "type", label, help, choice: { values, none } };
    return inGroup(name, [choice, ...withinObject(objects[0])]);
  }
  if (node.properties) {
    const [first, ...others] = withinObject(node);
    return first ? inGroup(name, [{ ...first, default: undefined }, ...others]) : [];
  }
  return [settingOf(name, node)];
}

const withinObject = (node: SchemaNode | undefined): OptimizerSetting[] =>
  Object.entries(node?.properties ?? {})
    .filter(([name]) => name !== "type")
    .map(([name, setting]) => settingOf(name, setting));

const inGroup = (group: string, settings: OptimizerSetting[]): OptimizerSetting[] =>
  settings.map((setting) => ({ group, ...setting }));

function settingOf(name: string, node: SchemaNode): OptimizerSetting {
  const { label, help, none, start } = formOf(node);
  if (node.type === "boolean") {
    const standard = node.default === true ? { default: true } : {};
    return { name, label, help, flag: true, ...standard };
  }
  if (node.enum) {
    const values = node.enum.map(String).filter((value) => value !== none);
    return { name, label, help, choice: { values, none } };
  }
  const standard = node.default ?? start;
  return { name, label, help, default: typeof standard === "number" ? standard : undefined };
}

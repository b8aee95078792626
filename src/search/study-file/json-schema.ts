import { jsonSchemaOf } from "../../experiment/json-schema";
import { type SchemaNode, schemaTree } from "../../experiment/schema-tree";
import { settingNodes } from "../../experiment/setting-nodes";
import { studySchema } from "../schema";

/**
 * The JSON Schema of `*.study.json` that the editor uses for completion and hover text. Places of
 * the experiment are completed and explained as in its own file; `parse-study.ts` and
 * `plan-study.ts` find every fault.
 */
export function studyJsonSchema(): object {
  const study = schemaTree(studySchema);
  const experiment = schemaTree();
  const nodes = settingNodes(experiment);
  const { vary, ...properties } = study.properties ?? {};
  const parameter = vary?.additionalProperties as SchemaNode;
  const named = parameter.anyOf?.map((one) =>
    isRecordOfRecords(one) ? { ...one, additionalProperties: SETTINGS } : one,
  );
  return jsonSchemaOf("GAN study", {
    ...study,
    properties: {
      ...properties,
      vary: {
        ...vary,
        additionalProperties: PARAMETER,
        properties: Object.fromEntries(
          Object.entries(nodes).map(([path, { description = "" }]) => [
            path,
            { description, allOf: [PARAMETER] },
          ]),
        ),
      },
      set: { ...properties["set"], allOf: [SETTINGS] },
    },
    definitions: {
      ...experiment.definitions,
      ...study.definitions,
      "study-parameter": { ...parameter, ...(named && { anyOf: named }) },
      "study-settings": { type: "object", properties: nodes },
    },
  });
}

const PARAMETER: SchemaNode = { $ref: "#/definitions/study-parameter" };
const SETTINGS: SchemaNode = { $ref: "#/definitions/study-settings" };

/** Whether a schema is that of named choices, each of which sets places. */
const isRecordOfRecords = ({ additionalProperties }: SchemaNode): boolean =>
  typeof additionalProperties === "object" &&
  typeof additionalProperties.additionalProperties === "object";

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { referencePage } from "../../src/experiment/reference";
import { experimentSchema } from "../../src/experiment/schema";
import type { Entry } from "../../src/experiment/schema/entry";
import * as z from "../../src/shared/zod";

interface Part { properties?: Record<string, { const?: string }>; entry?: Entry }
const definitions = z.toJSONSchema(experimentSchema, { io: "input", target: "draft-7" }).definitions as unknown as Record<string, { anyOf?: Part[]; oneOf?: Part[] }>;

describe("The reference page", () => {
  it("is the one that the schema makes; `npm run docs` writes it", () => {
    assert.equal(readFileSync(join(__dirname, "..", "..", "docs", "reference.md"), "utf8"), referencePage());
  });

  for (const [kind, wanted] of Object.entries({ optimizer: ["formula"], schedule: ["formula"], penalty: ["formula", "paper"], layer: [], initializer: [] } as Record<string, (keyof Entry)[]>)) {
    it(`tells of every ${kind} what it is${wanted.length > 0 ? `, with its ${wanted.join(" and ")}` : ""}`, () => {
      const parts = definitions[kind]!.anyOf ?? definitions[kind]!.oneOf ?? [];
      assert.ok(parts.length > 2);
      for (const { properties, entry } of parts) {
        for (const what of ["summary", ...wanted] as (keyof Entry)[]) assert.ok(entry?.[what], `${properties?.["type"]?.const} has no ${what}`);
      }
    });
  }
});

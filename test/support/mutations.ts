import assert from "node:assert/strict";
import fc from "fast-check";
import type { Problem } from "../../src/experiment/parse";

/** What a slip of the hand or a stranger may put into a text. */
const INSERTED = [
  ...'{}[],:"',
  "null",
  "true",
  "-1",
  "1e999",
  "1e308",
  "//",
  "/*",
  '"__proto__":{}',
  '"type":"dense"',
  '"constructor":1',
  '{"type":"flatten"}',
  "\u0000",
  "\u{1F600}",
];

/** One of some texts, with one to four stretches replaced by something else. */
export function mutations(texts: readonly string[]): fc.Arbitrary<string> {
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.nat(12),
    insert: fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom(...INSERTED),
      fc.json({ maxDepth: 3 }),
    ),
  });
  const edits = fc.array(edit, { minLength: 1, maxLength: 4 });
  return fc.tuple(fc.constantFrom(...texts), edits).map(([text, all]) =>
    all.reduce((current, { at, remove, insert }) => {
      const from = Math.floor(at * current.length);
      return current.slice(0, from) + insert + current.slice(from + remove);
    }, text),
  );
}

/**
 * Fails where a text is taken in spite of an error or refused without one, or where a problem is
 * told badly.
 */
export function assertTold(text: string, problems: readonly Problem[], taken: boolean): void {
  assert.equal(
    !taken,
    problems.some(({ severity }) => severity === "error"),
  );
  for (const { message, offset, length, line, column } of problems) {
    assert.ok(message.length > 0);
    assert.ok(offset >= 0 && offset + length <= text.length + 1, "within the text");
    assert.ok(line >= 1 && column >= 1);
    assert.equal(text.slice(0, offset).split("\n").length, line);
  }
}

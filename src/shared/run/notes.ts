/* What a person says of a run: `notes.json` in its folder, which no trainer touches. */

export interface RunNotes {
  /** What the person calls it, in place of the name in its config. */
  name?: string;
  /** Why it was trained, or what came of it. */
  note?: string;
  tags?: string[];
  star?: boolean;
  /** Put away: lists leave it out until they are asked for such runs. */
  archived?: boolean;
}

/** The notes with changes; what is empty is left out. */
export function withNotes(notes: RunNotes, changes: RunNotes): RunNotes {
  const { name = "", note = "", tags = [], star, archived } = { ...notes, ...changes };
  const words = [...new Set(tags.map((tag) => tag.trim()).filter(Boolean))];
  return {
    ...(name.trim() ? { name: name.trim() } : {}),
    ...(note.trim() ? { note: note.trim() } : {}),
    ...(words.length > 0 ? { tags: words } : {}),
    ...(star ? { star } : {}),
    ...(archived ? { archived } : {}),
  };
}

/** Notes as a file holds them; what is not to be understood is left out. */
export function notesOf(value: unknown): RunNotes {
  if (typeof value !== "object" || value === null) return {};
  const { name, note, tags, star, archived } = value as Record<string, unknown>;
  const text = (one: unknown): string => (typeof one === "string" ? one : "");
  return withNotes(
    {},
    {
      name: text(name),
      note: text(note),
      tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [],
      star: star === true,
      archived: archived === true,
    },
  );
}

/** The tags in what a person typed: words between commas. */
export const tagsOfText = (text: string): string[] => [
  ...new Set(
    text
      .split(",")
      .map((tag) => tag.trim())
      .filter(Boolean),
  ),
];

import { EditorPages, type Page } from "./editor-pages";

/** Pages with an editor panel for each run, named by its folder, and work that ends with them. */
export abstract class RunEditorPages<P extends Page> extends EditorPages<string, P> {
  protected override keyOf(dir: string): string {
    return dir;
  }

  /** They load no files. */
  protected override foldersOf(): string[] {
    return [];
  }

  protected override subjectOf(state: unknown): string | undefined {
    const dir = (state as { dir?: unknown } | null | undefined)?.dir;
    return typeof dir === "string" && dir !== "" ? dir : undefined;
  }

  override dispose(): void {
    super.dispose();
    for (const page of this.pages) page.dispose();
  }
}

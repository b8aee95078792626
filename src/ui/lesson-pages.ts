import { existsSync } from "node:fs";
import { basename, dirname } from "node:path";
import * as vscode from "vscode";
import { formatError } from "../shared/errors";
import type { Lesson } from "../shared/lessons/lesson";
import type { FromLessonPage, ShownLesson, ToLessonPage } from "../shared/protocol/lesson-messages";
import { PROTOCOL_VERSION } from "../shared/protocol/version";
import { dashboardColumn } from "./columns";
import { type Asked, ContentPage } from "./editor-page";
import { EditorPages } from "./editor-pages";
import { COMMANDS, LESSON_PAGE } from "./ids";
import { editLesson, lessonConfig, lessonRun } from "./lesson-files";
import { findLessons, type LessonFile, SHIPPED_LESSONS } from "./lessons";

/* The page of a lesson: one editor panel, in which the next lesson takes the place of the last. */

interface LessonPageParts {
  log: vscode.LogOutputChannel;
  /** The title of a command in the palette; undefined where there is no such command. */
  titleOf(command: string): string | undefined;
}

type LessonDeed = Extract<FromLessonPage, { type: "do" }>["what"];

/** The titles that package.json gives to the extension's commands. */
function paletteTitles({ packageJSON }: vscode.Extension<unknown>): Map<string, string> {
  const { contributes } = packageJSON as {
    contributes: { commands: { command: string; title: string }[] };
  };
  return new Map(contributes.commands.map(({ command, title }) => [command, title]));
}

export class LessonPages extends EditorPages<string, LessonPage> {
  private readonly parts: LessonPageParts;

  constructor({ extensionUri, extension }: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    super(extensionUri, { viewType: LESSON_PAGE, name: "lesson" });
    const titles = paletteTitles(extension);
    this.parts = { log, titleOf: (command) => titles.get(command) };
  }

  /** There is one panel, whatever lesson it shows. */
  protected override keyOf(): string {
    return LESSON_PAGE;
  }

  protected override titleOf(): string {
    return vscode.l10n.t("GAN Lesson");
  }

  protected override foldersOf(): string[] {
    const folders = vscode.workspace.workspaceFolders ?? [];
    return [SHIPPED_LESSONS, ...folders.map(({ uri }) => uri.fsPath)];
  }

  protected override subjectOf(state: unknown): string | undefined {
    const file = (state as { file?: unknown } | null | undefined)?.file;
    return typeof file === "string" && existsSync(file) ? file : undefined;
  }

  protected override create(panel: vscode.WebviewPanel, file: string): LessonPage {
    return new LessonPage(panel, file, this.parts);
  }

  /** Brings the page to the front, with a lesson. */
  async showLesson(file: string, column: vscode.ViewColumn): Promise<void> {
    this.show(file, column);
    await this.page(file)?.turnTo(file);
  }

  /** Does what a button of the page does. */
  async do(what: LessonDeed): Promise<void> {
    await this.page("")?.do(what);
  }

  /** The file of the lesson that the page has drawn. */
  get drawnLesson(): string | undefined {
    return this.page("")?.drawnLesson;
  }
}

/** The panel, with the lesson that it shows now. */
class LessonPage extends ContentPage<FromLessonPage> {
  drawnLesson: string | undefined;
  private readonly titleOf: LessonPageParts["titleOf"];

  constructor(
    panel: vscode.WebviewPanel,
    private file: string,
    { log, titleOf }: LessonPageParts,
  ) {
    super(panel, log);
    this.titleOf = titleOf;
    // Whoever writes a lesson sees it as it will be.
    this.toDispose.push(
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (uri.fsPath === this.file) void this.update();
      }),
    );
  }

  async turnTo(file: string): Promise<void> {
    if (file === this.file) return;
    this.file = file;
    await this.update();
  }

  protected override async content(): Promise<ToLessonPage> {
    const lessons = await findLessons();
    const index = lessons.findIndex(({ file }) => file === this.file);
    const shown = lessons[index];
    const { file } = this;
    if (!shown?.lesson)
      return {
        type: "failed",
        file,
        message: problemText(shown, vscode.workspace.asRelativePath(file)),
      };
    this.panel.title = vscode.l10n.t("Lesson: {0}", shown.lesson.title);
    const folder = vscode.Uri.file(dirname(file));
    return {
      type: "lesson",
      protocol: PROTOCOL_VERSION,
      lesson: {
        ...this.shownAs(shown.lesson),
        file,
        folder: this.panel.webview.asWebviewUri(folder).toString(),
        ...neighbours(lessons, index),
      },
    };
  }

  private shownAs({ config, run, steps, ...texts }: Lesson): Omit<ShownLesson, "file" | "folder"> {
    return {
      ...texts,
      config: basename(config),
      hasRun: run !== undefined,
      steps: steps.map(({ do: text, command }) => {
        const title = command === undefined ? undefined : this.titleOf(command);
        return {
          do: text,
          ...(command !== undefined && title !== undefined ? { button: { command, title } } : {}),
        };
      }),
    };
  }

  protected override async drawn(): Promise<void> {
    await super.drawn();
    this.drawnLesson = this.file;
  }

  protected override async messages() {
    return (await import("../shared/protocol/lesson-messages")).fromLessonPageSchema;
  }

  protected override async handle(message: Asked<FromLessonPage>): Promise<void> {
    switch (message.type) {
      case "go":
        return this.turnTo(message.file);
      case "command":
        if (message.command === COMMANDS.train) return this.do("train");
        if (this.titleOf(message.command) !== undefined)
          await vscode.commands.executeCommand(message.command);
        return;
      case "do":
        return this.do(message.what);
    }
  }

  async do(what: LessonDeed): Promise<void> {
    const { file } = this;
    if (what === "edit") return editLesson(file);
    const shown = (await findLessons()).find((one) => one.file === file);
    if (!shown?.lesson) return;
    if (what === "openRun") return openRun(shown);
    const config = await lessonConfig({ ...shown, lesson: shown.lesson });
    if (!config) return;
    if (what === "openConfig")
      await vscode.window.showTextDocument(config, { viewColumn: dashboardColumn() });
    else
      await vscode.commands.executeCommand(COMMANDS.train, {
        config,
        paused: shown.lesson.paused,
      });
  }
}

async function openRun({ file, lesson }: LessonFile): Promise<void> {
  if (lesson?.run === undefined) return;
  await vscode.commands.executeCommand(COMMANDS.openReadyRun, {
    ready: lessonRun(file, lesson.run),
  });
}

const problemText = (shown: LessonFile | undefined, place: string): string =>
  shown?.problem ? formatError(shown.problem) : vscode.l10n.t("{0} is not there any more", place);

/** The lessons before and after one; those that cannot be read are passed over. */
function neighbours(
  lessons: readonly LessonFile[],
  index: number,
): Pick<ShownLesson, "previous" | "next"> {
  const readable = (one: LessonFile) => one.lesson !== undefined;
  const previous = lessons.slice(0, index).findLast(readable);
  const next = lessons.slice(index + 1).find(readable);
  return {
    ...(previous?.lesson
      ? { previous: { file: previous.file, title: previous.lesson.title } }
      : {}),
    ...(next?.lesson ? { next: { file: next.file, title: next.lesson.title } } : {}),
  };
}

import {
  type FromLessonPage,
  type ShownLesson,
  toLessonPageSchema,
} from "../../src/shared/protocol/lesson-messages";
import { listen } from "../components/listen";
import { PageHost } from "../components/page-host";

type Deed = Extract<FromLessonPage, { type: "do" }>["what"];

/** The extension, as the page of a lesson talks with it. */
export class LessonHost extends PageHost<FromLessonPage> {
  lesson: ShownLesson | undefined;
  /** Why there is no lesson to show. */
  failure: string | undefined;
  /** Whether the lesson has taken the place of another one. */
  turned = false;

  /** @param redraw is called when there is another lesson to show */
  connect(redraw: () => void): void {
    listen(this.api, toLessonPageSchema, (message) => {
      const before = this.lesson?.file;
      this.lesson = message.type === "lesson" ? message.lesson : undefined;
      this.failure = message.type === "failed" ? message.message : undefined;
      this.turned = before !== undefined && before !== this.lesson?.file;
      this.saveState({ file: message.type === "lesson" ? message.lesson.file : message.file });
      redraw();
    });
  }

  do(what: Deed): void {
    this.api.postMessage({ type: "do", what });
  }

  command(command: string): void {
    this.api.postMessage({ type: "command", command });
  }

  go(file: string): void {
    this.api.postMessage({ type: "go", file });
  }
}

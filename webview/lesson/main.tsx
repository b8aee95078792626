import { render } from "preact";
import "../components/base.css";
import { oncePerFrame } from "../components/frames";
import { MemoryContext } from "../components/page-context";
import { LessonHost } from "./lesson-host";
import { LessonPage } from "./lesson-page";
import "./lesson.css";
import { LESSON_STRINGS } from "./lesson-strings";

/** Draws the page anew, once in a frame, when another lesson has come. */
function start(): void {
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no place for its content");
  const host = new LessonHost();
  const draw = oncePerFrame(() =>
    render(
      <MemoryContext.Provider value={host}>
        <Content host={host} />
      </MemoryContext.Provider>,
      root,
    ),
  );
  draw();
  host.connect(draw);
}

/** The lesson, or why there is none. */
function Content({ host }: { host: LessonHost }) {
  const { lesson, failure } = host;
  if (failure !== undefined)
    return (
      <div class="lesson-failure" role="alert">
        <p>{failure}</p>
        <button type="button" class="button primary" onClick={() => host.do("edit")}>
          {LESSON_STRINGS.edit}
        </button>
      </div>
    );
  return lesson ? <LessonPage key={lesson.file} host={host} lesson={lesson} /> : null;
}

start();

import "../components/base.css";
import { startPage } from "../components/start-page";
import { LessonHost } from "./lesson-host";
import { LessonPage } from "./lesson-page";
import "./lesson.css";
import { LESSON_STRINGS } from "./lesson-strings";

const host = new LessonHost();
host.connect(startPage(host, () => <Content host={host} />));

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

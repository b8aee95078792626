import { useLayoutEffect, useRef } from "preact/hooks";
import type { ShownLesson } from "../../src/shared/protocol/lesson-messages";
import { Button } from "../components/button";
import { useKeptState } from "../components/page-context";
import type { LessonHost } from "./lesson-host";
import { LESSON_STRINGS } from "./lesson-strings";
import { Line, Paragraphs } from "./markdown";

interface LessonProps {
  host: LessonHost;
  lesson: ShownLesson;
}

/** A lesson: its task, what it is about, what to do, and what should be seen. */
export function LessonPage({ host, lesson }: LessonProps) {
  const heading = useHeadOfPage(host.turned);
  return (
    <main class="lesson">
      <h1 ref={heading} tabIndex={-1}>
        <Line text={lesson.title} />
      </h1>
      <p class="lesson-task">
        <b>{LESSON_STRINGS.task}: </b>
        <Line text={lesson.task} />
      </p>
      <Deeds host={host} lesson={lesson} />
      <Paragraphs text={lesson.body} folder={lesson.folder} />
      <h2>{LESSON_STRINGS.steps}</h2>
      <Steps host={host} lesson={lesson} />
      <details>
        <summary>{LESSON_STRINGS.seen}</summary>
        <ul class="lesson-seen">
          {lesson.seen.map((text) => (
            <li key={text}>
              <Line text={text} />
            </li>
          ))}
        </ul>
      </details>
      <Neighbours host={host} lesson={lesson} />
    </main>
  );
}

/** Where a lesson takes the place of another one it is read from its head, and not from its end. */
function useHeadOfPage(turned: boolean) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (!turned) return;
    heading.current?.focus();
    scrollTo(0, 0);
  }, []);
  return heading;
}

/** The buttons with which a lesson is worked. */
function Deeds({ host, lesson: { config, paused, hasRun } }: LessonProps) {
  return (
    <div class="lesson-buttons">
      <Button
        icon="play"
        label={paused ? LESSON_STRINGS.trainPaused : LESSON_STRINGS.train}
        title={paused ? LESSON_STRINGS.trainPausedTip : LESSON_STRINGS.trainTip}
        primary
        onClick={() => host.do("train")}
      />
      <Button
        icon="json"
        label={LESSON_STRINGS.openConfig}
        title={LESSON_STRINGS.openConfigTip(config)}
        onClick={() => host.do("openConfig")}
      />
      {hasRun && (
        <Button
          icon="history"
          label={LESSON_STRINGS.openRun}
          title={LESSON_STRINGS.openRunTip}
          onClick={() => host.do("openRun")}
        />
      )}
    </div>
  );
}

/** The steps, which a student ticks off; the page remembers which. */
function Steps({ host, lesson: { file, steps } }: LessonProps) {
  const [done, setDone] = useKeptState(`done:${file}`, (kept) =>
    Array.isArray(kept) ? kept.map(Number) : [],
  );
  const tick = (index: number, checked: boolean) =>
    setDone(checked ? [...done, index] : done.filter((other) => other !== index));
  return (
    <ol class="lesson-steps">
      {steps.map(({ do: text, button }, index) => (
        <li key={text}>
          <label class="lesson-step">
            <input
              type="checkbox"
              checked={done.includes(index)}
              onChange={({ currentTarget }) => tick(index, currentTarget.checked)}
            />
            <Line text={text} />
          </label>
          {button && <Button label={button.title} onClick={() => host.command(button.command)} />}
        </li>
      ))}
    </ol>
  );
}

/** The way to the lessons before and after. */
function Neighbours({ host, lesson: { previous, next } }: LessonProps) {
  return (
    <nav class="lesson-buttons" aria-label={LESSON_STRINGS.lessons}>
      {previous && (
        <Button
          icon="arrow-left"
          label={LESSON_STRINGS.previous(previous.title)}
          onClick={() => host.go(previous.file)}
        />
      )}
      {next && (
        <Button
          icon="arrow-right"
          label={LESSON_STRINGS.next(next.title)}
          onClick={() => host.go(next.file)}
        />
      )}
    </nav>
  );
}

import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import type {
  FromLessonPage,
  ShownLesson,
  ToLessonPage,
} from "../../src/shared/protocol/lesson-messages";
import { PROTOCOL_VERSION } from "../../src/shared/protocol/version";
import { launchBrowser } from "../harness/browser";
import { openToldPage, type ToldPage } from "../harness/told-page";

const LESSON: ShownLesson = {
  file: "/lessons/1.lesson.md",
  title: "1. The first",
  config: "1.gan.json",
  paused: true,
  hasRun: true,
  task: "Find out.",
  steps: [
    { do: "Write it down." },
    { do: "Step D.", button: { command: "gan.step", title: "Step" } },
  ],
  seen: ["It moves."],
  body: "A text.\n\n".repeat(60),
  folder: "",
  next: { file: "/lessons/2.lesson.md", title: "2. The second" },
};
const lessonMessage = (lesson: ShownLesson): ToLessonPage => ({
  type: "lesson",
  protocol: PROTOCOL_VERSION,
  lesson,
});

describe("the page of a lesson", () => {
  let browser: Browser;
  let opened: ToldPage<ToLessonPage, FromLessonPage>;
  before(async () => {
    browser = await launchBrowser();
    opened = await openToldPage(browser, "lesson");
  });
  after(() => browser?.close());

  it("is worked by the keyboard, and the next lesson is read from its head", async () => {
    const { page, tell } = opened;
    await tell(lessonMessage(LESSON));
    await page.getByRole("heading", { name: LESSON.title }).waitFor();
    const focused = () =>
      page.evaluate<string>("document.activeElement.closest('li, button, summary')?.textContent");
    const way: string[] = [];
    const press = async (key: string) => {
      await page.keyboard.press("Tab");
      way.push(await focused());
      await page.keyboard.press(key);
    };
    for (const key of ["Enter", "Enter", "Enter", "Space", "Space", "Enter", "Enter", "Enter"])
      await press(key);
    assert.deepEqual(way, [
      "Train, Paused",
      "Open Config",
      "Open the Ready-Trained Run",
      "Write it down.",
      "Step D.Step",
      "Step",
      "What you should see",
      "Next: 2. The second",
    ]);
    assert.equal(await page.getByRole("checkbox", { checked: true }).count(), 2);
    await page.getByText("It moves.").waitFor();
    const deeds = (await opened.sent()).filter(({ type }) => type !== "ready" && type !== "drawn");
    assert.deepEqual(deeds, [
      { type: "do", what: "train" },
      { type: "do", what: "openConfig" },
      { type: "do", what: "openRun" },
      { type: "command", command: "gan.step" },
      { type: "go", file: "/lessons/2.lesson.md" },
    ]);

    await tell(lessonMessage({ ...LESSON, file: "/lessons/2.lesson.md", title: "2. The second" }));
    await page.getByRole("heading", { name: "2. The second" }).waitFor();
    assert.equal(await page.evaluate("document.activeElement.textContent"), "2. The second");
    assert.equal(await page.evaluate("scrollY"), 0);
    assert.equal(await page.getByRole("checkbox", { checked: true }).count(), 0);
    assert.equal(await page.getByText("It moves.").isVisible(), false);
    assert.deepEqual(opened.errors, []);
  });
});

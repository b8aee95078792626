// Before src/gan, see test/engine/gan-helpers.ts.
import "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseExperiment } from "../../../../src/experiment/parse";
import { LessonError, parseLesson } from "../../../../src/shared/lessons/parse-lesson";
import { readPicture, sampleSteps } from "../../../../src/run/store";
import { COMMANDS } from "../../../../src/ui/ids";
import { REPOSITORY } from "../../../support/paths";

const FOLDER = join(REPOSITORY, "lessons");
const LESSONS = readdirSync(FOLDER).filter((name) => name.endsWith(".lesson.md"));

const FRONT = {
  title: "title: Two players",
  config: "config: ring.gan.json",
  task: "task: Find out.",
  steps: "steps:\n  - Look.\n  - do: Change the loss.\n    command: gan.changeObjective",
  seen: "seen:\n  - A ring.",
};

/** A lesson in which some lines of front matter are others, or missing. */
const lessonWith = (changes: Partial<Record<keyof typeof FRONT | "more", string>>): string =>
  `---\n${Object.values({ ...FRONT, ...changes })
    .filter(Boolean)
    .join("\n")}\n---\n\nText.\n`;

function refused(text: string, line: number, says: RegExp): void {
  assert.throws(
    () => parseLesson(text, "a.lesson.md"),
    (error) => {
      assert.ok(error instanceof LessonError);
      assert.equal(error.line, line, error.message);
      assert.match(error.message, new RegExp(`^a\\.lesson\\.md, line ${line}: `));
      assert.match(error.message, says);
      return true;
    },
  );
}

describe("A lesson", () => {
  it("is front matter and Markdown, also with Windows' line ends and a byte order mark", () => {
    const text = lessonWith({});
    for (const written of [text, `\uFEFF${text.replaceAll("\n", "\r\n")}`])
      assert.deepEqual(parseLesson(written, "a.lesson.md"), {
        title: "Two players",
        config: "ring.gan.json",
        paused: false,
        task: "Find out.",
        steps: [{ do: "Look." }, { do: "Change the loss.", command: "gan.changeObjective" }],
        seen: ["A ring."],
        body: "Text.",
      });
  });

  it("that is wrong is refused with the line and what is wrong there", () => {
    refused("# No front matter\n", 1, /begins with front matter/);
    refused("---\n---\n", 2, /must have settings/);
    refused(lessonWith({ title: "" }), 2, /title is missing/);
    refused(lessonWith({ task: "task: 3" }), 4, /task is wrong: expected string/);
    refused(lessonWith({ task: "task: a: b" }), 4, /mapping/i);
    refused(
      lessonWith({ config: "config: ring.json" }),
      3,
      /config must be the path of a .gan.json/,
    );
    refused(lessonWith({ config: "config: /tmp/ring.gan.json" }), 3, /relative to the lesson/);
    refused(lessonWith({ steps: "steps: []" }), 5, /steps/);
    refused(lessonWith({ more: "colour: red" }), 11, /unknown setting colour; there are title, /);
    refused(
      lessonWith({ steps: "steps:\n  - do: Delete.\n    command: workbench.action.quit" }),
      7,
      /steps\.0\.command must be a command of GAN Workbench/,
    );
  });
});

describe("The lessons of the extension", () => {
  for (const name of LESSONS)
    it(`${name} names a config without an error, a run that is there, and known commands`, async () => {
      const { config, run, steps } = parseLesson(readFileSync(join(FOLDER, name), "utf8"), name);
      const { problems } = parseExperiment(readFileSync(join(FOLDER, config), "utf8"));
      // A lesson may be about what the editor warns of.
      assert.deepEqual(
        problems.filter(({ severity }) => severity === "error"),
        [],
      );
      if (run !== undefined) {
        assert.ok(existsSync(join(FOLDER, run, "run.json")), run);
        const pictures = await sampleSteps(join(FOLDER, run));
        assert.ok(pictures.length > 2, "there are pictures to slide over");
        assert.ok(await readPicture(join(FOLDER, run), pictures[0]!));
      }
      for (const { command } of steps)
        if (command !== undefined)
          assert.ok(Object.values<string>(COMMANDS).includes(command), command);
    });

  it("are six", () => assert.equal(LESSONS.length, 6));
});

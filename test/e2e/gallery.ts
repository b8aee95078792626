/**
 * Pictures of what a person sees, in three themes: `npm run pictures`. They are to be looked at,
 * and compared after the webviews have changed. Each is a test of its own, so that one that cannot
 * be taken hides no other. GAN_PICTURES names the folder of the pictures, GAN_THEMES some of the
 * themes.
 */
import { cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openFile } from "../harness/quick-input";
import { runsDirOf } from "../../src/run";
import { takePicture } from "../harness/workbench";
import { entry } from "../support/values";
import { pictureCompared } from "./gallery/compared";
import { pictureCharts, pictureRuns } from "./gallery/dashboards";
import { pictureEditors } from "./gallery/editors";
import { pictureIteration, pictureLearning } from "./gallery/learning";
import { example, trainRuns } from "./gallery/runs";
import { FOLDER, NORMAL, Stage, THEMES, WANTED } from "./gallery/stage";
import { pictureStudies } from "./gallery/studies";
import { pictureTable } from "./gallery/table";
import { pictureEnds, pictureTraining } from "./gallery/training";
import { pictureWindow } from "./gallery/window";
import { lens, openSidePanel, type Person, runRow, sitDown } from "./support";

let person: Person;

// A suite around all, so that whoever sits there has left before the extension's folder is removed.
describe("what a person sees:", function () {
  this.timeout(20 * 60_000);
  before(async () => {
    await mkdir(FOLDER, { recursive: true });
    person = await sitDown(entry(THEMES, WANTED[0] ?? "dark"));
    await trainRuns(person.workspace);
  });
  after(() => person?.leave());

  for (const theme of WANTED)
    describe(`pictures in the theme ${theme}`, () =>
      picturesInTheme(new Stage(theme, () => person)));
  describe("pictures in Restricted Mode", picturesForStrangers);
});

function picturesInTheme(stage: Stage): void {
  const { theme } = stage;
  let kept: string[];

  before(async () => {
    kept = await readdir(runsDirOf(person.workspace));
    if (theme !== WANTED[0]) await person.reopen(THEMES[theme]);
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed")
      await stage.picture(`failed-${this.currentTest.title.slice(0, 2)}`);
    await stage.resize(NORMAL);
  });
  // The runs of the pictures themselves: each theme shows the same list.
  after(async () => {
    for (const name of await readdir(runsDirOf(person.workspace)))
      if (!kept.includes(name))
        await rm(join(runsDirOf(person.workspace), name), { recursive: true, force: true });
  });

  pictureRuns(stage);
  pictureCharts(stage);
  pictureTraining(stage);
  pictureIteration(stage);
  pictureEnds(stage);
  pictureEditors(stage);
  pictureLearning(stage);
  pictureStudies(stage);
  pictureCompared(stage);
  pictureTable(stage);
  // The last: it leaves the folder.
  pictureWindow(stage);
}

function picturesForStrangers(): void {
  let stranger: Person;
  before(async () => {
    stranger = await sitDown(entry(THEMES, WANTED[0] ?? "dark"), { trust: false });
    const runs = runsDirOf(stranger.workspace);
    await cp(runsDirOf(person.workspace), runs, { recursive: true });
    await writeFile(join(stranger.workspace, "first.gan.json"), await example("gaussian-1d"));
  });
  after(() => stranger?.leave());

  for (const theme of WANTED)
    it(`08 in the theme ${theme}`, async () => {
      if (theme !== WANTED[0]) await stranger.reopen(THEMES[theme]);
      await openSidePanel(stranger.page);
      await runRow(stranger.page, "ring").waitFor();
      await openFile(stranger.page, "first.gan.json");
      await lens(stranger.page, "Trust This Workspace").waitFor();
      await takePicture(stranger.page, join(FOLDER, `08-restricted-mode-${theme}.png`));
    });
}

import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { type DrawnKind, readDrawing } from "../../src/shared/drawn/drawn-file";
import { launchBrowser } from "../harness/browser";
import { type OpenDrawingPage, openDrawingPage } from "../harness/drawing-page";
import { THEMES, type ThemeName } from "../harness/themes";
import { present } from "../support/values";
import { drawn } from "./support";

describe("the page on which data is drawn", () => {
  let browser: Browser;
  let opened: OpenDrawingPage;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser?.close());
  afterEach(async () => {
    await opened.close();
    assert.deepEqual(opened.errors, []);
  });

  const open = async (kind: DrawnKind, text: string, theme?: ThemeName) => {
    opened = await openDrawingPage(browser, kind, theme ? { theme } : {});
    await opened.show(text);
    return opened.page;
  };
  /** The drawing as the page has it written. */
  const rowsOf = async (kind: DrawnKind) => {
    await drawn(opened.page);
    return readDrawing(kind, present(await opened.text())).rows;
  };
  /** Draws from one place of the sheet to another, as shares of its width and height. */
  async function stroke(page: Page, ...places: [number, number][]): Promise<void> {
    const box = present(await page.locator("canvas").boundingBox());
    for (const [i, [x, y]] of places.entries()) {
      await page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 3 });
      if (i === 0) await page.mouse.down();
    }
    await page.mouse.up();
  }

  it("draws points with the pointer and the keys, erases, clears, undoes and trains", async () => {
    const page = await open("points", "x,y,spread\n");
    assert.ok(await page.getByRole("button", { name: "Train" }).isDisabled());
    await page.getByText("The file has no points.").waitFor();
    await page.getByRole("slider", { name: "Spread" }).fill("0.2");
    await stroke(page, [0.2, 0.5], [0.8, 0.5]);
    const line = await rowsOf("points");
    assert.ok(line.length > 10);
    for (const [, y, spread] of line) {
      assert.ok(Math.abs(present(y)) < 0.3);
      assert.equal(spread, 0.2);
    }
    // A cursor that the keys move begins in the middle.
    const sheet = page.getByRole("application", { name: "Drawing of points" });
    await sheet.focus();
    await page.mouse.move(2, 2);
    for (const key of ["Shift+ArrowUp", "Shift+ArrowUp", "ArrowRight", "Enter"])
      await page.keyboard.press(key);
    assert.deepEqual((await rowsOf("points")).at(-1), [0.04, 0.8, 0.2]);
    await page.getByRole("img", { name: `${line.length + 1} points` }).waitFor();
    await page.getByRole("status").getByText("x 0.04, y 0.8").waitFor();
    await page.keyboard.press("Delete");
    assert.equal((await rowsOf("points")).length, line.length);
    await page.getByRole("button", { name: "Erase" }).click();
    await stroke(page, [0.2, 0.5], [0.5, 0.5]);
    assert.ok((await rowsOf("points")).length < line.length);
    await page.getByRole("button", { name: "Train" }).click();
    await page.getByRole("button", { name: "Clear" }).click();
    assert.deepEqual(await rowsOf("points"), []);
    for (const name of ["Undo", "Redo", "Open Config", "Open as Text"])
      await page.getByRole("button", { name, exact: true }).click();
    const said = (await opened.sent()).map(({ type }) => type);
    for (const type of ["train", "undo", "redo", "openConfig", "openText"] as const)
      assert.ok(said.includes(type), type);
  });

  it("draws a curve over a part of one that is there, and keeps the rest", async () => {
    const page = await open("curve", "x,density\n-1,0\n-0.5,1\n0,0\n1,0.5\n2,0\n");
    await page.getByRole("img", { name: "A density from -1 to 2" }).waitFor();
    const sheet = page.getByRole("application", { name: "Drawing of a curve" });
    await sheet.focus();
    // From (0, 0.55) to (0.4, 0.55): with Enter at both ends the way between is drawn.
    for (const key of ["Enter", "Shift+ArrowRight", "Enter"]) await page.keyboard.press(key);
    const rows = await rowsOf("curve");
    const densityAt = (at: number) => rows.find(([x]) => x === at)?.[1];
    assert.equal(densityAt(-1), 0);
    assert.equal(densityAt(-0.5), 1);
    for (const x of [0, 0.2, 0.4]) assert.equal(densityAt(x), 0.55);
    assert.equal(densityAt(0.44), 0.22);
    assert.equal(densityAt(1), 0.5);
    await stroke(page, [0.2, 0.3], [0.9, 0.3]);
    assert.ok(present((await rowsOf("curve")).find(([x]) => x === 1)?.[1]) > 0.5);
  });

  it("says what is wrong with a file, which is mended as text", async () => {
    const page = await open("points", "x,y\n1,2\n3,oh\n");
    await page.getByRole("alert").getByText('Line 3 has "oh" as y').waitFor();
    assert.equal(await page.locator("canvas").count(), 0);
    await opened.show("x,y\n1,2\n3,4\n");
    await page.getByRole("img", { name: "2 points" }).waitFor();
    assert.equal(await opened.text(), undefined);
  });

  for (const theme of Object.keys(THEMES) as ThemeName[])
    it(`can be read in the ${theme} theme`, async () => {
      const page = await open("points", "x,y\n0,0\n", theme);
      await drawn(page);
      const isPainted = await page.evaluate(`(() => {
        const canvas = document.querySelector("canvas");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size > 3;
      })()`);
      assert.equal(isPainted, true);
    });
});

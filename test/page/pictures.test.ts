import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { DensityPicture, Picture, ScatterPicture } from "../../src/shared/run/picture";
import { drawn, pages, snapshotOf } from "./support";
import { first, present } from "../support/values";

/** A crowd of points at a place. */
const crowd = (x: number, y: number): number[] =>
  Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? x : y));

const scatter = (changes: Partial<ScatterPicture> = {}): ScatterPicture => ({
  kind: "scatter",
  step: 100,
  real: crowd(0, 0),
  generated: crowd(0, 0),
  heat: { xMin: -1, xMax: 1, yMin: -1, yMax: 1, columns: 1, rows: 1, values: [0.5] },
  ...changes,
});

const density = (step: number, height: number): DensityPicture => {
  const x = Array.from({ length: 41 }, (_, i) => i / 10 - 2);
  return {
    kind: "density",
    step,
    x,
    pData: x.map((at) => 0.4 * Math.exp(-(at ** 2) / 2)),
    pGenerator: x.map((at) => height * Math.exp(-(at ** 2) / 2)),
    d: x.map(() => 0.5),
  };
};

type Colour = [red: number, green: number, blue: number];

/**
 * The mean colour of the square of 3 CSS pixels around a place of the plot, which spans -1 to 1.
 */
async function colourAt(page: Page, x: number, y: number): Promise<Colour> {
  return page.evaluate(
    `(() => {
      const canvas = document.querySelector(".picture-scatter canvas");
      const width = canvas.clientWidth - 34 - 66;
      const size = Math.min(width, 520 - 8 - 24);
      const left = 34 + ((${x} + 1) / 2) * size, top = 8 + ((1 - ${y}) / 2) * size;
      const { data } = canvas.getContext("2d").getImageData(left - 1, top - 1, 3, 3);
      const sum = [0, 0, 0];
      for (let i = 0; i < data.length; i += 4) for (const c of [0, 1, 2]) sum[c] += data[i + c] / 9;
      return sum;
    })()`,
  );
}

const isGreen = ([red, green, blue]: Colour) => green > red + 20 && green > blue + 20;

describe("a picture of 2-D points in the page", () => {
  const open = pages();

  const show = async (picture: Picture, theme: "dark" | "light" | "high-contrast" = "dark") => {
    const run = await open({ theme, picture: () => Promise.resolve(picture) });
    await run.show(snapshotOf({ sampleSteps: [100] }));
    await run.page.locator(".picture-scatter canvas").waitFor();
    await drawn(run.page);
    return run;
  };

  for (const theme of ["dark", "light", "high-contrast"] as const)
    it(`shows generated points where real ones are, in ${theme}`, async () => {
      const { page, errors } = await show(scatter(), theme);
      assert.ok(isGreen(await colourAt(page, 0, 0)), String(await colourAt(page, 0, 0)));
      assert.deepEqual(errors, []);
    });

  it("tells a mode that is covered from one that is not", async () => {
    const { page } = await show(scatter({ real: [...crowd(0, 0), ...crowd(0.5, 0.5)] }));
    assert.ok(isGreen(await colourAt(page, 0, 0)));
    assert.ok(!isGreen(await colourAt(page, 0.5, 0.5)));
    assert.ok(
      first(await colourAt(page, 0.5, 0.5)) > 120,
      "real points are light in the dark theme",
    );
  });

  it("hides and shows real points, generated ones and D's value, and keeps that", async () => {
    const run = await show(scatter({ heat: { ...scatter().heat, values: [1] } }));
    const { page } = run;
    const both = await colourAt(page, 0, 0);
    const heat = await colourAt(page, -0.5, -0.5);
    assert.ok(heat[2] > first(heat) + 30, `blue where D says real: ${heat.join()}`);
    const toggle = (name: string) =>
      page.locator(".picture-scatter").getByRole("button", { name: `Show ${name}` });
    await toggle("generated").click();
    assert.ok(!isGreen(await colourAt(page, 0, 0)));
    await toggle("real").click();
    assert.deepEqual(await colourAt(page, 0, 0), heat);
    await toggle("D(x)").click();
    assert.deepEqual(await colourAt(page, 0, 0), [0, 0, 0], "nothing is drawn");
    const state = (await page.evaluate("keptState")) as { figures: unknown };
    assert.deepEqual(state.figures, { shownLayers: [] });
    for (const name of ["generated", "real", "D(x)"]) await toggle(name).press("Enter");
    assert.deepEqual(await colourAt(page, 0, 0), both);
  });

  it("shows what a picture has of the game, reads it by keys, and zooms", async () => {
    const manifold = {
      columns: 2,
      rows: 2,
      reach: 1,
      shares: [1],
      sheets: [[-0.5, -0.5, 0.5, -0.5, -0.5, 0.5, 0.5, 0.5]],
    };
    const heat = { ...scatter().heat, values: [0.9], dOptimal: [0.4], pGenerator: [0.25] };
    const game = scatter({ heat, manifold, descent: [0.1, 0.2], generated: [0, 0], real: [] });
    const { page, errors } = await show(game);
    const toggle = (name: string) =>
      page.locator(".picture-scatter").getByRole("button", { name: `Show ${name}`, exact: true });
    await toggle("D(x)").click();
    await toggle("manifold of G").click();
    assert.ok(isGreen(await colourAt(page, 0.3, 0.1)), "the cell of the grid is filled");
    await toggle("gradients").click();
    await toggle("D*(x)").click();
    await toggle("D − D*").click();
    assert.equal(await toggle("D*(x)").getAttribute("aria-pressed"), "false");
    const figure = page.getByRole("group", { name: "Figure of the game" });
    await figure.press("ArrowUp");
    const reading = page.locator(".picture-reading");
    await reading.getByText(/D\(x\) 0\.9; D\*\(x\) 0\.4; p_g 0\.25/).waitFor();
    assert.equal(await reading.getAttribute("aria-live"), "polite");
    await figure.press("+");
    await page.getByRole("button", { name: "Show all", exact: true }).click();
    await page.getByRole("button", { name: "Show all", exact: true }).waitFor({ state: "hidden" });
    await page.getByRole("slider", { name: "From latents to samples" }).fill("0");
    assert.deepEqual(errors, []);
  });

  it("is zoomed by the wheel about the place under the pointer, by a pinch a little at a time", async () => {
    const { page, errors } = await show(scatter());
    const box = present(await page.locator(".picture-scatter canvas").boundingBox());
    const [x, y] = [box.x + 0.4 * box.width, box.y + 0.6 * box.height];
    await page.mouse.move(x, y);
    const reading = page.locator(".picture-reading");
    await reading.getByText(/D\(x\)/).waitFor();
    const before = await reading.innerText();
    const showAll = page.getByRole("button", { name: "Show all", exact: true });
    const turn = async (pixels: number) => {
      await page.keyboard.down("Control");
      await page.mouse.wheel(0, pixels);
      await page.keyboard.up("Control");
      await drawn(page);
    };
    for (let i = 0; i < 6; i++) await turn(-100);
    await showAll.waitFor();
    assert.equal(await reading.innerText(), before, "the same place is under the pointer");
    for (let i = 0; i < 5; i++) await turn(100);
    assert.equal(await showAll.count(), 1);
    // A fifth of a notch each.
    for (let i = 0; i < 4; i++) await turn(4);
    assert.equal(await showAll.count(), 1, "four fifths of the last notch");
    await turn(4);
    assert.equal(await showAll.count(), 0, "all of it is shown again");
    assert.deepEqual(errors, []);
  });

  it("draws points that are no numbers nowhere, and counts them as outside", async () => {
    const nowhere = [NaN, 0, 0, Infinity, 1e300, 1e300].map((value) =>
      Number.isFinite(value) ? value : (null as unknown as number),
    );
    const { page } = await show(scatter({ generated: nowhere, real: [] }));
    assert.ok(!isGreen(await colourAt(page, 0, 0)));
    await page.getByText("3 generated points outside the picture").waitFor();
  });
});

describe("a picture of 1-D densities in the page", () => {
  const open = pages();
  const HEIGHTS: Record<number, number> = { 100: 0.4, 200: 0.1, 300: 9 };

  /** The y axes of the chart, which Chart.js keeps by its canvas. */
  const show = async () => {
    const run = await open({ picture: (step) => Promise.resolve(density(step, HEIGHTS[step]!)) });
    await run.show(snapshotOf({ sampleSteps: [100, 200, 300] }));
    await run.page.locator(".picture-density canvas").waitFor();
    return run;
  };
  /** The picture of the axis at the left: what it says. */
  const leftAxis = (page: Page) =>
    page.evaluate(
      `(() => {
        const canvas = document.querySelector(".picture-density canvas");
        return [...canvas.getContext("2d").getImageData(0, 0, 40 * devicePixelRatio, canvas.height).data].join();
      })()`,
    );

  it("shows below it where G puts latents, and reads it", async () => {
    const picture: DensityPicture = {
      ...density(100, 0.4),
      real: [-1, 0, 1],
      generated: [-0.5, 0.5],
      descent: [0.3, -0.2],
      manifold: { columns: 3, rows: 1, reach: 1, shares: [0.5, 0.5], sheets: [[-1, 0, 1]] },
    };
    const { page, errors, show: tell } = await open({ picture: () => Promise.resolve(picture) });
    await tell(snapshotOf({ sampleSteps: [100] }));
    await page.locator(".picture-strip").waitFor();
    await drawn(page);
    const inked = () =>
      page.evaluate(
        `(() => {
          const canvas = document.querySelector(".picture-strip");
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return data.filter((value, i) => i % 4 === 3 && value > 0).length;
        })()`,
      ) as Promise<number>;
    assert.ok((await inked()) > 0);
    const toggle = (name: string) =>
      page.locator(".picture-density").getByRole("button", { name: `Show ${name}` });
    for (const name of ["manifold of G", "gradients", "examples and samples"])
      await toggle(name).click();
    await drawn(page);
    assert.equal(await inked(), 0, "nothing is drawn");
    await page.getByRole("slider", { name: "Read the figure at" }).fill("20");
    await page.getByText("At x = 0; data 0.4; generator 0.4; D(x) 0.5").waitFor();
    assert.deepEqual(errors, []);
  });

  it("keeps its axes over a run, says what it cuts off, and fits them when asked", async () => {
    const { page, errors } = await show();
    await page.getByText("step 300", { exact: true }).waitFor();
    await page.getByText("The generator's density is cut off; it rises to 9.").waitFor();
    const kept = await leftAxis(page);
    await page.getByRole("button", { name: "Previous sample picture" }).click();
    await page.getByText("The generator's density is cut off").waitFor({ state: "hidden" });
    assert.equal(await leftAxis(page), kept);
    await page.getByRole("button", { name: "Next sample picture" }).click();
    await page.getByText("The generator's density is cut off").waitFor();
    await page.getByLabel("Fit axes").check();
    await page.getByText("The generator's density is cut off").waitFor({ state: "hidden" });
    assert.notEqual(await leftAxis(page), kept);
    assert.deepEqual(errors, []);
  });
});

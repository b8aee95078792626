import assert from "node:assert/strict";
import { PNG } from "pngjs";
import type { Browser } from "playwright-core";
import type { Drawn, ExploreAsk, ExploredRun } from "../../src/shared/protocol/explore";
import { gridLayout, gridSize } from "../../src/shared/run/picture";
import { launchBrowser } from "../harness/browser";
import { openLatentsPage, type OpenLatentsPage } from "../harness/latents-page";
import { drawn } from "./support";

const SIZE = 12;
const RUN: ExploredRun = {
  steps: [0, 100, 200],
  latent: { size: SIZE, distribution: "normal" },
  classes: ["cat", "dog"],
  hasAverage: true,
  pictures: true,
  count: 8,
  seed: 1,
  engine: "tensorflow 2",
};

/** Grey pictures of 4 x 4 pixels, as many as are asked for. */
function answer({ at, latents, want }: ExploreAsk): Promise<Drawn> {
  const { show, edits = [] } = latents;
  const common = { step: at ?? 200, steps: RUN.steps, milliseconds: 1 };
  if (want === "effects") return Promise.resolve({ ...common, effects: [1, 2, 9] });
  const count = show?.kind === "picked" ? show.samples.length : (show?.points ?? RUN.count);
  const layout = gridLayout(count, 4, 4);
  const png = new PNG(gridSize(layout));
  png.data.fill(128);
  const latent = Array.from({ length: SIZE }, (_, i) => i / 10);
  for (const { coordinate, value } of edits) latent[coordinate - 1] = value;
  const kept = JSON.stringify({ format: 1, latents: [latent] });
  return Promise.resolve({
    ...common,
    figure: { kind: "images", layout, png: PNG.sync.write(png).toString("base64") },
    ...(want === "keep" ? { kept, latent } : {}),
  });
}

describe("the page that explores latents", () => {
  let browser: Browser;
  let opened: OpenLatentsPage;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser?.close());
  beforeEach(async () => {
    opened = await openLatentsPage(browser, answer);
    await opened.show(RUN);
    await opened.page.getByRole("option", { name: "Sample 1, class cat" }).waitFor();
  });
  afterEach(async () => {
    await opened.close();
    assert.deepEqual(opened.errors, []);
  });

  /** Waits until the newest ask of those that fit is as expected. */
  async function asks(
    fits: (ask: ExploreAsk) => boolean,
    expected: (ask: ExploreAsk) => boolean,
  ): Promise<void> {
    for (;;) {
      const messages = await opened.sent();
      const all = messages.flatMap((message) => (message.type === "draw" ? [message.ask] : []));
      const newest = all.findLast(fits);
      if (newest && expected(newest)) return;
      await drawn(opened.page);
    }
  }
  const isPicture = ({ want }: ExploreAsk) => want === "picture";

  it("moves a coordinate of the chosen sample, and goes back and forward", async () => {
    const { page } = opened;
    await page.getByRole("option", { name: "Sample 1, class cat" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("heading", { name: "Sample 2, class dog" }).waitFor();
    const slider = page.getByRole("slider", { name: "Coordinate 3", exact: true });
    const value = (text: string) =>
      page.locator(".coordinate-value").nth(2).getByText(text, { exact: true }).waitFor();
    await value("0.2");
    await slider.fill("1.5");
    await slider.fill("2");
    await value("2");
    await asks(isPicture, ({ latents: { edits } }) => {
      const [edit, ...others] = edits ?? [];
      return edit?.sample === 2 && edit.coordinate === 3 && edit.value === 2 && !others.length;
    });
    await page.getByRole("button", { name: "Back to what was looked at before" }).click();
    // The moves of one slider are one step.
    await value("0.2");
    await page.getByRole("button", { name: "Forward again" }).click();
    await value("2");
    await page.getByRole("combobox", { name: "Order" }).selectOption("effect");
    await page.locator(".coordinate-name").first().getByText("3", { exact: true }).waitFor();
    await page.getByRole("textbox", { name: "Find a coordinate" }).fill("12");
    await drawn(page);
    assert.deepEqual(await page.locator(".coordinate-name").allTextContents(), ["12"]);
  });

  it("picks two samples, interpolates between them, sweeps, and saves with the latents", async () => {
    const { page } = opened;
    const option = (name: string) => page.getByRole("option", { name });
    await option("Sample 3, class cat").click({ modifiers: ["Control"] });
    await option("Sample 6, class dog").click();
    await page.keyboard.press("Space");
    await option("Sample 6, class dog, picked as number 2").waitFor();
    await page.getByRole("button", { name: "Interpolate Between Picked" }).click();
    await page.getByRole("img", { name: "From sample 3 to sample 6" }).waitFor();
    await asks(
      ({ latents }) => latents.show?.kind === "between",
      ({ latents: { show } }) => show?.kind === "between" && show.spherical,
    );
    await page.getByRole("button", { name: "Sweep coordinate 4", exact: true }).click();
    await page.getByRole("img", { name: "Coordinate 4 of sample 6 from -3 to 3" }).waitFor();
    await page.getByRole("button", { name: "Save samples and their latents" }).click();
    await page.getByRole("button", { name: "Save 2 Picked…" }).click();
    await page.waitForFunction("sentMessages.some(({ type }) => type === 'save')");
    const saved = (await opened.sent()).find((message) => message.type === "save");
    assert.equal(saved?.name, "picked-200.png");
    assert.equal(Buffer.from(saved.content, "base64").toString("latin1", 1, 4), "PNG");
    assert.equal((JSON.parse(saved.latents) as { format: number }).format, 1);
  });

  it("asks for a class, other weights, an earlier checkpoint and truncated latents", async () => {
    const { page } = opened;
    await page.getByRole("combobox", { name: "Class" }).selectOption("dog");
    await page.getByRole("combobox", { name: "Weights" }).selectOption("current");
    await page.getByRole("slider", { name: "Checkpoint" }).fill("1");
    await page.getByRole("slider", { name: "Truncation" }).fill("0.7");
    await page.getByRole("heading", { name: "Samples of step 100" }).waitFor();
    await asks(isPicture, ({ at, weights, latents: { class: ofClass, truncation, seed } }) => {
      const ofG = at === 100 && weights === "current";
      return ofG && ofClass === "dog" && truncation === 0.7 && seed === 1;
    });
    await page.getByRole("option", { name: "Sample 1, class dog" }).waitFor();
    await page.getByRole("button", { name: "Random" }).click();
    await asks(isPicture, ({ latents }) => latents.seed !== 1);
    await opened.tell({ type: "failed", message: "the process ended; open it again" });
    await page.locator(".latents-failure").getByText("the process ended; open it again").waitFor();
    await page.getByRole("button", { name: "Open Again" }).click();
    await page.waitForFunction("sentMessages.some(({ type }) => type === 'again')");
  });
});

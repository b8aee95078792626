import assert from "node:assert/strict";
import type { FromWebview } from "../../src/shared/protocol/page-requests";
import { columnsOf } from "../harness/run-page";
import { TRACE } from "../support/traces";
import { drawn, pages, snapshotOf, steps } from "./support";

describe("the loop in the dashboard", () => {
  const open = pages();

  /** The dashboard of a paused run at step 100, with the loop open. */
  const show = async ({ reducedMotion = false, refused = false } = {}) => {
    const run = await open(refused ? {} : { trace: TRACE });
    if (reducedMotion) await run.page.emulateMedia({ reducedMotion: "reduce" });
    const columns = columnsOf(steps(100), { lossD: () => 1.5, dReal: () => 0.7 });
    await run.show(snapshotOf({ record: { state: "paused", step: 100 }, columns }));
    await drawn(run.page);
    const button = (name: string) => run.page.getByRole("button", { name, exact: true });
    await button("Loop…").click();
    const asked = async () =>
      ((await run.sent()) as FromWebview[]).flatMap((message) =>
        message.type === "command" ? [message.command.type] : [],
      );
    const figure = run.page.getByRole("group", { name: "One iteration in slow motion" });
    return { ...run, button, asked, figure };
  };

  it("shows the newest metrics, then an iteration stage by stage, worked by keys", async () => {
    const { page, button, asked, figure, errors } = await show();
    await page.getByRole("img", { name: /D\(x\) 0\.7, .*loss of D 1\.5/ }).waitFor();
    assert.deepEqual(await asked(), []);
    await button("Slow Motion").click();
    await figure.press("Home");
    const caption = page.locator(".loop-caption");
    await caption.getByText("Draw 256 latents z at random, 2 numbers each.").waitFor();
    assert.equal(await caption.getAttribute("aria-live"), "polite");
    assert.equal(await page.locator(".loop-part.lit").count(), 1);
    for (let i = 0; i < 4; i++) await figure.press("ArrowRight");
    await caption.getByText(/D's loss is 1\.25/).waitFor();
    await caption.getByText("L_D = -E[log D(x)] - E[log(1 - D(G(z)))]").waitFor();
    await page.getByRole("img", { name: /D\(G\(z\)\) 0\.4, loss of D 1\.25$/ }).waitFor();
    await figure.press("End");
    await caption.getByText(/G's loss is 0\.93/).waitFor();
    await figure.press("ArrowRight");
    const current = page.locator(".loop-stages [aria-current=step]");
    assert.equal(await current.textContent(), "18", "the last stage");
    await button("7. Draw latents (Update 2 of 2 of D)").click();
    await caption.getByText(/fresh latents/).waitFor();
    // Played from here on, it comes to another stage by itself.
    await button("Play").click();
    await caption.getByText(/held fixed/).waitFor();
    await button("Train This Iteration").click();
    await page.waitForFunction(
      "sentMessages.filter((message) => message.command?.type === 'trace').length === 2",
    );
    assert.deepEqual(await asked(), ["trace", "step", "trace"]);
    await button("Back to Live").click();
    await button("Close").click();
    assert.equal(await page.locator(".loop").count(), 0);
    assert.deepEqual(errors, []);
  });

  it("does not move for whoever wants no motion, and has a button for each stage", async () => {
    const { page, button, figure, errors } = await show({ reducedMotion: true });
    await button("Slow Motion").click();
    await figure.waitFor();
    await page
      .locator(".loop-caption")
      .getByText(/^Draw 256 latents/)
      .waitFor();
    assert.equal(await button("Play").count(), 0);
    assert.equal(await page.locator(".loop-stages button").count(), 18);
    assert.equal(
      await page.evaluate(
        "document.getAnimations().filter((one) => one.playState === 'running').length",
      ),
      0,
    );
    await button("17. Gradients (Update of G)").click();
    await page
      .locator(".loop-caption")
      .getByText(/an arrow shows where/)
      .waitFor();
    assert.deepEqual(errors, []);
  });

  it("says so where the next iteration cannot be looked into", async () => {
    const { page, button } = await show({ refused: true });
    await button("Slow Motion").click();
    await page
      .getByRole("alert")
      .getByText(/could not be looked into/)
      .waitFor();
  });
});

import assert from "node:assert/strict";
import { CHART_HELP, measureHelp, SETTING_HELP } from "../../webview/components/help-texts";
import { AROUND, OPTIMIZER_SETTINGS } from "../../src/shared/protocol/optimizer-settings";
import { columnsOf } from "../harness/run-page";
import { drawn, pages, snapshotOf, steps } from "./support";
import { present } from "../support/values";

const EXPERIMENT = {
  optimizer: {
    generator: { type: "adam", learningRate: 0.001, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 },
    discriminator: {
      type: "adam",
      learningRate: { type: "exponential", initial: 0.004, decay: 0.9996 },
    },
  },
};
const reverseKl = {
  step: 50,
  time: "2026-01-02T03:04:05.000Z",
  results: { reverseKl: { value: 0.1, settings: { of: 8 } } },
};

describe("help in the dashboard", () => {
  const open = pages();
  const show = async () => {
    const run = await open();
    await run.show(
      snapshotOf({
        record: { state: "running" },
        columns: columnsOf(steps(100)),
        evaluations: [reverseKl],
        experiment: EXPERIMENT,
      }),
    );
    await drawn(run.page);
    return run;
  };

  it("explains each chart and each measure while the mouse is on its mark", async () => {
    const { page, errors } = await show();
    for (const [name, text] of [
      ["Losses", CHART_HELP["losses"]],
      ["Outputs of D", CHART_HELP["outputs"]],
      ["Gradient norms", CHART_HELP["gradients"]],
      ["Learning rates", CHART_HELP["learningRates"]],
      ["reverse KL over modes", measureHelp("reverseKl")],
    ] as const) {
      const mark = page.getByRole("button", { name: `Help on ${name}` }).first();
      await mark.scrollIntoViewIfNeeded();
      await mark.hover();
      const tip = page.locator(".help-text:not([hidden])");
      assert.equal(await tip.innerText(), text);
      const box = present(await tip.boundingBox());
      assert.ok(box.x >= 0 && box.x + box.width <= 1440 && box.y >= 0 && box.y + box.height <= 900);
      await page.mouse.move(0, 0);
      await tip.waitFor({ state: "hidden" });
    }
    assert.deepEqual(errors, []);
  });

  it("is reached by the keyboard, and closed by Escape", async () => {
    const { page } = await show();
    const mark = page.getByRole("button", { name: "Help on Losses" });
    await mark.focus();
    const tip = page.getByRole("tooltip").filter({ hasText: "What each network minimises" });
    await tip.waitFor();
    await page.keyboard.press("Escape");
    await tip.waitFor({ state: "hidden" });
    const described = present(await mark.getAttribute("aria-describedby"));
    assert.equal(await page.locator(`#${described}`).textContent(), CHART_HELP["losses"]);
  });

  it("explains each setting of each optimizer", () => {
    const own = Object.values(OPTIMIZER_SETTINGS).flatMap(({ settings }) => settings);
    const unexplained = [...own, ...AROUND]
      .filter(({ kind, name }) => kind !== "flag" && SETTING_HELP[name] === undefined)
      .map(({ name }) => name);
    assert.deepEqual([...new Set(unexplained)].sort(), []);
  });
});

describe("the form of an optimizer in the dashboard", () => {
  const open = pages();

  it("says what an empty rate keeps in full, and what is wrong at the field itself", async () => {
    const run = await open();
    await run.show(
      snapshotOf({
        record: { state: "running" },
        columns: columnsOf(steps(10)),
        experiment: EXPERIMENT,
      }),
    );
    const { page } = run;
    await page.locator('.optimizer[data-network="discriminator"] button').click();
    await page.getByText("Leave empty to keep the schedule: 0.004 × 0.9996^step").waitFor();
    const placeholders = await page.evaluate(
      `[...document.querySelectorAll(".form-fields input[type=text]")].filter(
        (field) => field.scrollWidth > field.clientWidth,
      ).length`,
    );
    assert.equal(placeholders, 0, "no text is cut off");
    const beta = page.getByLabel("Beta 1", { exact: true });
    await beta.fill("7");
    await page.getByRole("button", { name: "Apply" }).click();
    const message = page.locator(`#${present(await beta.getAttribute("aria-describedby"))}`);
    assert.equal(await message.innerText(), "Beta 1 must be at least 0 and below 1.");
    const [field, text] = [present(await beta.boundingBox()), present(await message.boundingBox())];
    assert.ok(text.y >= field.y + field.height && text.y < field.y + field.height + 30);
    assert.ok(Math.abs(text.x - field.x) < 4);
    await beta.fill("0.5");
    await page.getByRole("button", { name: "Apply" }).click();
    const commands = (await run.sent()).filter(({ type }) => type === "command");
    assert.equal(commands.length, 1);
  });
});

describe("the layout of the dashboard", () => {
  const open = pages();

  for (const [width, height] of [
    [2560, 1440],
    [1440, 900],
    [700, 840],
    [540, 840],
  ] as const)
    it(`has the samples in view and uses the width at ${width} x ${height}`, async () => {
      const run = await open({ width, height });
      await run.show(snapshotOf({ columns: columnsOf(steps(100)) }));
      await drawn(run.page);
      const samples = present(await run.page.locator(".samples-view").boundingBox());
      assert.ok(samples.y + samples.height < height, "the samples are in view");
      const page = present(await run.page.locator("main").boundingBox());
      assert.ok(page.width > width - 40, `${page.width} of ${width} are used`);
      assert.equal(
        await run.page.evaluate("document.documentElement.scrollWidth <= innerWidth"),
        true,
        "nothing sticks out",
      );
    });
});

import assert from "node:assert/strict";
import { LOSSES } from "../../../src/shared/losses";
import type { IterationTrace, TracedUpdate } from "../../../src/shared/run/trace";
import { formulaOf, stagesOf } from "../../../webview/dashboard/loop-stages";
import { liveView, viewOfStage } from "../../../webview/dashboard/loop-view";
import { TRACE } from "../../support/traces";
import { at, found, present } from "../../support/values";

const named = (trace: IterationTrace, name: string) =>
  stagesOf(trace).filter((stage) => stage.name === name);

describe("The stages of an iteration", () => {
  it("are those of Algorithm 1: for each update of D six, for that of G six", () => {
    const stages = stagesOf(TRACE);
    assert.deepEqual(
      stages.map(({ network, index, count, name }) => `${network} ${index}/${count} ${name}`),
      [
        ...[1, 2].flatMap((i) =>
          ["latents", "generate", "data", "judge", "loss", "update"].map(
            (name) => `discriminator ${i}/2 ${name}`,
          ),
        ),
        ...["latents", "generate", "judge", "loss", "gradient", "update"].map(
          (name) => `generator 1/1 ${name}`,
        ),
      ],
    );
  });

  it("tell the numbers of their update", () => {
    const [first, second] = named(TRACE, "loss");
    assert.match(
      present(first).caption,
      /D's loss is 1\.25\. .* always said 1\/2 would have 1\.386/,
    );
    assert.match(present(second).caption, /D's loss is 1\.24\./);
    assert.deepEqual(present(first).numbers, { dReal: 0.6, dFake: 0.4, lossD: 1.25 });
    const [update] = named(TRACE, "update");
    assert.match(
      present(update).caption,
      /norm 0\.25.*SGD.* rate 0\.1, .* by 0\.002\..*0\.61.*0\.39/,
    );
    const last = present(stagesOf(TRACE).at(-1));
    assert.match(last.caption, /norm 0\.5.*Adam.* 0\.001.* 0\.015 .*0\.395.*loss is 0\.93\./);
  });

  it("show D after its updates, G's samples after G's, and the gradients in between", () => {
    const stages = stagesOf(TRACE);
    const values = stages.map((stage) => viewOfStage(TRACE, stage).d?.values[0]);
    assert.deepEqual(values, [...Array(11).fill(0.4), ...Array(7).fill(0.3)]);
    const gradient = found(stages, ({ name }) => name === "gradient");
    assert.deepEqual(viewOfStage(TRACE, gradient).directions, at(TRACE.updates, 2).descent);
    const last = viewOfStage(TRACE, present(stages.at(-1)));
    assert.deepEqual(last.fake, { points: at(TRACE.updates, 2).fakeAfter });
    assert.equal(viewOfStage(TRACE, present(stages[0])).fake, undefined);
  });

  it("give each loss its own formula, and say what else is in it", () => {
    for (const loss of LOSSES)
      for (const network of ["generator", "discriminator"] as const) {
        const formula = formulaOf(loss, network);
        const [own, other] = network === "generator" ? ["L_G", "L_D"] : ["L_D", "L_G"];
        assert.ok(formula.includes(own) && !formula.includes(other), `${loss}: ${formula}`);
      }
    const critic = { ...TRACE, loss: "wasserstein" as const, penalties: ["gradientPenalty"] };
    assert.match(present(named(critic, "loss")[0]).caption, /scores.*part of it: gradientPenalty/);
    assert.match(present(named(critic, "judge")[0]).caption, /scores each.*0\.6 .*0\.4 /);
    const smoothed = { ...TRACE, labelsMoved: true };
    assert.doesNotMatch(present(named(smoothed, "loss")[0]).caption, /1\/2/);
  });

  it("of an update of both at once tell both, and extragradient's look ahead", () => {
    const [d, , g] = TRACE.updates as [TracedUpdate, TracedUpdate, TracedUpdate];
    const both = { ...d, ...g, ahead: { lossD: 1.1, lossG: 0.8 } };
    const stages = stagesOf({
      ...TRACE,
      way: "extragradient",
      adjustment: "consensus",
      updates: [both],
    });
    assert.deepEqual(
      stages.map(({ name }) => name),
      ["latents", "generate", "data", "judge", "loss", "gradient", "ahead", "update"],
    );
    assert.ok(stages.every(({ network }) => network === "both"));
    assert.match(at(stages, 5).caption, /norm 0\.25.*norm 0\.5\. The adjustment "consensus"/);
    assert.match(at(stages, 6).caption, /losses 1\.1 and 0\.8/);
    assert.match(at(stages, 7).caption, /0\.002.*0\.003.*0\.61 .*0\.39 /);
  });

  it("have beside them the newest picture of each kind of data", () => {
    const options = { critic: false, sampleUri: (file: string) => `/samples/${file}` };
    const layout = { count: 1, columns: 1, rows: 1, tileWidth: 4, tileHeight: 4, gap: 2 };
    const images = { kind: "images" as const, step: 100, layout };
    assert.deepEqual(liveView(images, {}, options).fake, {
      address: "/samples/step-00000100.png",
    });
    const x = [0, 1, 2];
    const numbers = { kind: "density" as const, step: 1, x, pData: x, pGenerator: x, d: x };
    assert.deepEqual(liveView(numbers, {}, options).plane, { xMin: 0, xMax: 2, yMin: 0, yMax: 1 });
    assert.equal(liveView(undefined, { lossD: 1 }, options).numbers.lossD, 1);
  });
});

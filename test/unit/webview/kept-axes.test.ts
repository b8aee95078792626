import assert from "node:assert/strict";
import type { DensityPicture } from "../../../src/shared/run/picture";
import { cutOff, fittedAxes, KeptAxes, robustRange } from "../../../webview/components/kept-axes";

const picture = (changes: Partial<DensityPicture>): DensityPicture => ({
  kind: "density",
  step: 1,
  x: [0, 1],
  pData: [0, 0.4],
  pGenerator: [0, 0.4],
  d: [0, 1],
  ...changes,
});

describe("the axes of the density pictures of a run", () => {
  it("depend on the data, whatever the generator does", () => {
    const axes = new KeptAxes();
    const first = axes.kept(picture({}));
    for (const top of [0, 1e-30, 3, 1e30, NaN])
      assert.deepEqual(axes.kept(picture({ step: 2, pGenerator: [top, 0] })), first);
    assert.ok(first.densityTop >= 0.4 && first.densityTop <= 1);
  });

  it("show all of a picture when they are fitted, and say what is cut off when not", () => {
    const collapsed = picture({ pGenerator: [12, 0] });
    assert.ok(fittedAxes(collapsed).densityTop >= 12);
    assert.equal(cutOff(collapsed, new KeptAxes().kept(collapsed)), 12);
    assert.equal(cutOff(collapsed, fittedAxes(collapsed)), undefined);
  });

  it("are those of most pictures where D is a critic, whatever one explodes", () => {
    const axes = new KeptAxes();
    for (let step = 1; step <= 20; step++)
      axes.kept(picture({ step, critic: { min: -2 - step / 100, max: 3 } }));
    const before = axes.kept(picture({ step: 21, critic: { min: -2, max: 3 } })).output;
    assert.deepEqual(
      axes.kept(picture({ step: 22, critic: { min: -1e9, max: 1e9 } })).output,
      before,
    );
    assert.ok(before.min <= -2 && before.min > -4 && before.max >= 3 && before.max < 5);
    const another = new KeptAxes().kept(picture({ critic: { min: 0, max: 100 } }));
    assert.notDeepEqual(another.output, before);
  });

  it("are usable where a critic gives one number or none", () => {
    for (const range of [
      { min: 0, max: 0 },
      { min: NaN, max: NaN },
      { min: -Infinity, max: Infinity },
    ]) {
      const { min, max } = robustRange([range]);
      assert.ok(max > min && Number.isFinite(max - min));
    }
  });
});

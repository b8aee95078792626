import assert from "node:assert/strict";
import { SpeedMeter } from "../../../src/trainer/session/speed";
import { present } from "../../support/values";

describe("the speed of a run", () => {
  it("is not known before a step was made", () => {
    const meter = new SpeedMeter();
    assert.equal(meter.stepsPerSecond, undefined);
    meter.add(0, 1);
    assert.equal(meter.stepsPerSecond, undefined);
    meter.add(10, 0);
    assert.equal(meter.stepsPerSecond, undefined);
  });

  it("is that of a steady run from the first second", () => {
    const meter = new SpeedMeter();
    for (let second = 0; second < 60; second++) {
      meter.add(130, 1);
      assert.ok(Math.abs(present(meter.stepsPerSecond) - 130) < 1e-9);
    }
  });

  it("hardly moves by one slow second, and follows a lasting change", () => {
    const meter = new SpeedMeter();
    for (let second = 0; second < 60; second++) meter.add(130, 1);
    meter.add(1, 1.8);
    assert.ok(present(meter.stepsPerSecond) > 110, `${meter.stepsPerSecond}`);
    for (let second = 0; second < 60; second++) meter.add(20, 1);
    assert.ok(Math.abs(present(meter.stepsPerSecond) - 20) < 5, `${meter.stepsPerSecond}`);
  });
});

/*
 * Powers in nothing but IEEE arithmetic, so that they have the same bits on every Node: `**` is the
 * engine's own, and differs in the last digit between Node 20 and Node 24. After e_pow.c of FDLIBM,
 * whose error is below 0.7 units in the last place:
 *
 * Copyright (C) 2004 by Sun Microsystems, Inc. All rights reserved. Permission to use, copy,
 * modify, and distribute this software is freely granted, provided that this notice is preserved.
 */

const float = new Float64Array(1);
/** The halves of `float`, the lower one first. */
const words = new Uint32Array(float.buffer);

const highWord = (x: number): number => {
  float[0] = x;
  return words[1]! | 0;
};
const withHighWord = (x: number, high: number): number => {
  float[0] = x;
  words[1] = high;
  return float[0];
};
/** Its upper 21 bits, a product of two of which is exact. */
const upperBits = (x: number): number => {
  float[0] = x;
  words[0] = 0;
  return float[0];
};

/** A number as a sum of two: `high` has few bits, `low` what is left. */
interface Split {
  high: number;
  low: number;
}

/**
 * base^exponent of a base that is not negative; what is not finite and positive follows
 * JavaScript's rules.
 */
export function power(base: number, exponent: number): number {
  const ordinary = base > 0 && base < Infinity && Math.abs(exponent) < 2 ** 64;
  // All of these are exact: zeros, ones, infinities and NaN.
  if (!ordinary || exponent === 0 || base === 1) return base ** exponent;
  if (exponent === 1) return base;
  const logarithm = log2(base);
  const whole = upperBits(exponent);
  const low = (exponent - whole) * logarithm.high + exponent * logarithm.low;
  const high = whole * logarithm.high;
  if (low + high >= 1024) return Infinity;
  if (low + high < -1075) return 0;
  return exp2({ high, low });
}

const CP = 9.61796693925975554329e-1; // 2 / (3 ln 2)
const CP_HIGH = 9.61796700954437255859e-1;
const CP_LOW = -7.02846165095275826516e-9;
/** log2(1.5) */
const LOG_HIGH = 5.84962487220764160156e-1;
const LOG_LOW = 1.35003920212974897128e-8;

/** The logarithm to base 2, in more bits than a number has. */
function log2(x: number): Split {
  const subnormal = x < 2 ** -1022;
  const normal = subnormal ? x * 2 ** 53 : x;
  let exponent = (highWord(normal) >> 20) - 1023 - (subnormal ? 53 : 0);
  const fraction = highWord(normal) & 0xfffff;
  let high = fraction | 0x3ff00000;
  // The significand is brought near to 1 or to 1.5.
  const nearThreeHalves = fraction > 0x3988e && fraction < 0xbb67a;
  if (fraction >= 0xbb67a) {
    exponent += 1;
    high -= 0x00100000;
  }
  const significand = withHighWord(normal, high);
  const centre = nearThreeHalves ? 1.5 : 1;

  // s = (significand - centre) / (significand + centre), as a sum of two.
  const difference = significand - centre;
  const inverse = 1 / (significand + centre);
  const s = difference * inverse;
  const sHigh = upperBits(s);
  const sumHigh = upperBits(
    withHighWord(0, ((high >> 1) | 0x20000000) + 0x00080000 + (nearThreeHalves ? 1 << 18 : 0)),
  );
  const sumLow = significand - (sumHigh - centre);
  const sLow = inverse * (difference - sHigh * sumHigh - sHigh * sumLow);

  // The series of the logarithm in s, times 3 / (2 s).
  const s2 = s * s;
  const tail =
    s2 *
      s2 *
      (5.99999999999994648725e-1 +
        s2 *
          (4.28571428578550184252e-1 +
            s2 *
              (3.33333329818377432918e-1 +
                s2 *
                  (2.72728123808534006489e-1 +
                    s2 * (2.30660745775561754067e-1 + s2 * 2.06975017800338417784e-1))))) +
    sLow * (sHigh + s);
  const square = sHigh * sHigh;
  const seriesHigh = upperBits(3 + square + tail);
  const seriesLow = tail - (seriesHigh - 3 - square);

  const productHigh = sHigh * seriesHigh;
  const productLow = sLow * seriesHigh + seriesLow * s;
  const partHigh = upperBits(productHigh + productLow);
  const partLow = productLow - (partHigh - productHigh);
  const scaledHigh = CP_HIGH * partHigh;
  const scaledLow = CP_LOW * partHigh + partLow * CP + (nearThreeHalves ? LOG_LOW : 0);
  const offset = nearThreeHalves ? LOG_HIGH : 0;
  const sum = upperBits(scaledHigh + scaledLow + offset + exponent);
  return { high: sum, low: scaledLow - (sum - exponent - offset - scaledHigh) };
}

const LN2 = 6.93147180559945286227e-1;
const LN2_HIGH = 6.93147182464599609375e-1;
const LN2_LOW = -1.90465429995776804525e-9;

/** 2 to the power of a number between -1075 and 1024. */
function exp2({ high, low }: Split): number {
  const nearest = Math.round(high + low);
  const rest = high - nearest;
  const t = upperBits(low + rest);
  const u = t * LN2_HIGH;
  const v = (low - (t - rest)) * LN2 + t * LN2_LOW;
  const z = u + v;
  const lost = v - (z - u);
  const z2 = z * z;
  const rational =
    z -
    z2 *
      (1.66666666666666019037e-1 +
        z2 *
          (-2.77777777770155933842e-3 +
            z2 *
              (6.61375632143793436117e-5 +
                z2 * (-1.6533902205465251539e-6 + z2 * 4.13813679705723846039e-8))));
  const result = 1 - ((z * rational) / (rational - 2) - (lost + z * lost) - z);
  // In two steps, as neither 2^1024 nor 2^-1075 is a number; powers of two are exact.
  const half = nearest >> 1;
  return result * powerOfTwo(half) * powerOfTwo(nearest - half);
}

const powerOfTwo = (exponent: number): number => withHighWord(0, (exponent + 1023) << 20);

const MOST = 7;

/** Round values for the ticks of a logarithmic axis over [min, max], both positive: powers of ten, with 2 and 5 or all digits between them where there is room. */
export function logTicks(min: number, max: number): number[] {
  if (!(min > 0 && max > min && Number.isFinite(max))) return [];
  const low = Math.floor(Math.log10(min)),
    high = Math.ceil(Math.log10(max));
  const of = (digits: readonly number[]) => {
    const ticks: number[] = [];
    for (let power = low; power <= high; power++) {
      for (const digit of digits) {
        // By way of text, as 3 * 10 ** -1 is not 0.3.
        const tick = Number(`${digit}e${power}`);
        if (tick >= min && tick <= max) ticks.push(tick);
      }
    }
    return ticks;
  };
  for (const digits of [
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 2, 5],
    [1, 3],
  ]) {
    const ticks = of(digits);
    if (ticks.length >= 2 && ticks.length <= MOST) return ticks;
  }
  const powers = of([1]);
  if (powers.length >= 2) return powers.filter((_, i) => i % Math.ceil(powers.length / MOST) === 0);
  return [min, max];
}

/**
 * The shape that shapes broadcast to, by NumPy's rule: counted from the last axis, sizes are equal
 * or 1.
 * @throws Error where they differ otherwise.
 */
export function broadcast(...shapes: (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes
      .map((shape) => shape[axis - rank + shape.length] ?? 1)
      .filter((size) => size !== 1);
    if (sizes.some((size) => size !== sizes[0]))
      throw new Error(
        `shapes ${shapes.map((shape) => `[${shape}]`).join(" and ")} do not go together`,
      );
    return sizes[0] ?? 1;
  });
}

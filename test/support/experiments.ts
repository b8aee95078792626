/** A config with this data whose G gives an example by this activation. */
export function experiment(
  data: object,
  activation = "linear",
  { conditional = false } = {},
): string {
  const { shape = [2] } = data as { shape?: number[] };
  const label = conditional ? [{ type: "label" }] : [];
  const units = shape.reduce((product, axis) => product * axis, 1);
  const adam = { type: "adam", learningRate: 0.001 };
  return JSON.stringify({
    data,
    latent: { size: 2 },
    generator: {
      layers: [
        ...label,
        { type: "dense", units, activation },
        { type: "reshape", targetShape: shape },
      ],
    },
    discriminator: {
      layers: [...label, { type: "flatten" }, { type: "dense", units: 1 }],
    },
    optimizer: { generator: adam, discriminator: adam },
    training: { steps: 4, batchSize: 4 },
  });
}

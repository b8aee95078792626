export const GAUSSIAN = '{ "source": "gaussian", "mean": 3, "stddev": 0.5 }';

/** A 1-D experiment on the built-in engine: a step takes about a millisecond. */
export const toy = (data: string, steps: number): string => `{
  "data": ${data},
  "latent": { "size": 1 },
  "generator": { "layers": [{ "type": "dense", "units": 1 }] },
  "discriminator": { "layers": [{ "type": "dense", "units": 1 }] },
  "optimizer": { "generator": { "type": "adam" }, "discriminator": { "type": "adam" } },
  "training": { "steps": ${steps}, "batchSize": 4 },
  "samples": { "every": 1000 }, "checkpoint": { "every": 1000 }, "engine": "cpu"
}
`;

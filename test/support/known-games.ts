/** Games of one number each, whose eigenvalues, path and duality gap are known on paper. */
import { Figures } from "./gan";
import { type Complex, eigenvalueDistance, gapAt, pathBetween, spectrumAt } from "./game-parity";
import type { Parity } from "./objective-parity";
import { entry } from "./values";
import { loadEngine } from "../../src/engine";
import { optimizerSchema } from "../../src/experiment/schema";
import type { Game, GameVector } from "../../src/gan/game";
import type { NetworkName } from "../../src/shared/run/run";
import { type Scalar, type Tensor, tensor1d } from "../../src/tensor/tf";

/** What is known of a game of G's x and D's y. */
export interface KnownGame {
  name: string;
  /** Where. */
  place: readonly [x: number, y: number];
  losses: Record<NetworkName, (x: Tensor, y: Tensor) => Tensor>;
  jacobian: readonly Complex[];
  hessians: Record<NetworkName, number>;
  /** Of a game with best answers. */
  gap?: number;
  /** Of a game whose v turns by the same angle everywhere, on the way to 0. */
  cosine?: number;
}

const quadratic = (x: Tensor, y: Tensor) =>
  x.square().mul(0.5).add(x.mul(y).mul(3)).sub(y.square().mul(0.5));

export const KNOWN_GAMES: readonly KnownGame[] = [
  {
    name: "bilinear: xy",
    place: [0.3, -0.7],
    losses: { generator: (x, y) => x.mul(y), discriminator: (x, y) => x.mul(y).neg() },
    jacobian: [
      [0, 1],
      [0, -1],
    ],
    hessians: { generator: 0, discriminator: 0 },
    cosine: 0,
  },
  {
    name: "Dirac-GAN at its equilibrium (Mescheder et al. 2018)",
    place: [0, 0],
    losses: {
      generator: (x, y) => x.mul(y).neg().softplus(),
      discriminator: (x, y) => x.mul(y).softplus(),
    },
    jacobian: [
      [0, 0.5],
      [0, -0.5],
    ],
    hessians: { generator: 0, discriminator: 0 },
  },
  {
    name: "quadratic: x^2/2 + 3xy - y^2/2",
    place: [0.3, -0.7],
    losses: { generator: quadratic, discriminator: (x, y) => quadratic(x, y).neg() },
    jacobian: [
      [1, 3],
      [1, -3],
    ],
    hessians: { generator: 1, discriminator: 1 },
    gap: 5 * (0.3 ** 2 + 0.7 ** 2),
    // v = (x + 3y, y - 3x) has the part |theta| along theta, and the norm sqrt(10) |theta|.
    cosine: 1 / Math.sqrt(10),
  },
];

const vectorAt = (x: number, y: number): GameVector => ({
  generator: { x: tensor1d([x]) },
  discriminator: { y: tensor1d([y]) },
});

/** Eigenvalues, duality gap and path of a game, beside what is known of them. */
export async function checkKnownGame(known: KnownGame, figures: Figures): Promise<void> {
  const of =
    (player: NetworkName) =>
    ({ generator, discriminator }: GameVector): Scalar =>
      known.losses[player](entry(generator, "x"), entry(discriminator, "y")).sum();
  const game: Game = { generator: of("generator"), discriminator: of("discriminator") };
  const place = vectorAt(...known.place);
  const { jacobian, hessians } = await spectrumAt(game, place, 2);
  const spectra = { jacobian, ...hessians };
  for (const [kind, expected] of Object.entries({
    jacobian: known.jacobian,
    generator: [[known.hessians.generator, 0] as const],
    discriminator: [[known.hessians.discriminator, 0] as const],
  })) {
    const off = eigenvalueDistance(spectra[kind as keyof typeof spectra], expected);
    figures.check(`eigenvalues, ${kind}`, kind, [off], [0], 1);
  }
  if (known.gap !== undefined) {
    const descent = optimizerSchema.parse({ type: "sgd", learningRate: 0.9 });
    const { gap } = gapAt(game, place, descent, 20);
    figures.check("duality gap", "gap", [gap], [known.gap], 0.1);
  }
  if (known.cosine !== undefined) {
    const { cosine } = known;
    const points = await pathBetween(game, place, vectorAt(0, 0), [0.5, 0.9, 1.1]);
    const expected = points.map(({ alpha }) => Math.sign(1 - alpha) * cosine);
    const found = points.map((point) => point.cosine);
    figures.check("path, cosine", "cosine", found, expected, 0.1);
  }
}

/** On TensorFlow; bounded by `GAME_BOUND`. */
export const knownGameParity: Parity[] = KNOWN_GAMES.map((known) => ({
  name: `game: ${known.name}`,
  reference: "on paper",
  version: "",
  async run() {
    await loadEngine("tensorflow", { convolution: false });
    const figures = new Figures(Infinity);
    await checkKnownGame(known, figures);
    return figures.largest;
  },
}));

import { join } from "node:path";
import {
  classified,
  type Config,
  densePictures,
  distances,
  fewData,
  mlp,
  modes,
  notEvaluated,
  schedule,
} from "./blocks";
import { fewFile } from "./few-pictures";
import { FIFTH_GAMES, type FifthGame } from "./fifth-games";
import { SEVENTH_GAMES, type SeventhGame } from "./seventh-games";
import { SIXTH_GAMES, type SixthGame } from "./sixth-games";
import { FOURTH_GAMES, type FourthGame } from "./fourth-games";
import { THIRD_GAMES, type ThirdGame } from "./third-games";
import { UNSEEN_GAMES, type UnseenGame } from "./unseen-games";

/* The small games that are trained: what each is without what is done to it. */

/** How what became of a run of a game is decided. */
export type TruthKind =
  | { by: "distances"; deviation: number }
  | { by: "modes" }
  | { by: "classes" }
  | { by: "points" }
  /** A person's alone. */
  | { by: "eye" }
  | { by: "copies"; examples: number; heldOut?: "mnist" | "fashionMnist" };

export interface GameKind {
  truth: TruthKind;
  /** @param folder where the few pictures lie that some games are about */
  config: (folder: string) => Config;
}

const FIRST_GAMES = {
  gaussian: {
    truth: { by: "distances", deviation: 0.5 },
    config: () => ({
      data: { source: "gaussian", mean: -1, stddev: 0.5 },
      latent: { size: 1 },
      ...mlp(32, 1),
      ...schedule(2000, 128, distances),
    }),
  },
  mixture: {
    truth: { by: "distances", deviation: Math.sqrt(5 + 0.2 ** 2) },
    config: () => ({
      data: {
        source: "gaussianMixture1d",
        means: [-3, -1, 1, 3],
        stddevs: [0.2, 0.2, 0.2, 0.2],
      },
      latent: { size: 2 },
      ...mlp(64, 1),
      ...schedule(3000, 128, distances),
    }),
  },
  ring: {
    truth: { by: "modes" },
    config: () => ({
      data: { source: "ring", modes: 8, radius: 1, stddev: 0.05 },
      latent: { size: 2 },
      ...mlp(64, 2),
      ...schedule(3000, 128, modes),
    }),
  },
  grid: {
    truth: { by: "modes" },
    config: () => ({
      data: { source: "grid" },
      latent: { size: 2 },
      ...mlp(96, 2),
      ...schedule(6000, 128, modes),
    }),
  },
  mnist: {
    truth: { by: "classes" },
    config: () => ({
      data: { source: "mnist", range: "zeroToOne" },
      ...densePictures([28, 28, 1], 128),
      ...schedule(2000, 64, classified),
    }),
  },
  cifar: {
    truth: { by: "classes" },
    config: () => ({
      data: { source: "cifar10", range: "zeroToOne" },
      ...densePictures([32, 32, 3], 256),
      ...schedule(1000, 64, classified),
    }),
  },
  few: {
    truth: { by: "copies", examples: 16 },
    config: (folder) => ({
      data: fewData(join(folder, fewFile(16))),
      ...densePictures([28, 28, 1], 256, { type: "constant", value: 0 }),
      ...schedule(4000, 16, notEvaluated),
    }),
  },
} as const satisfies Record<string, GameKind>;

/** Those of a round of which some are called as games of a round before. */
const kindsOf = <R extends string, G extends string>(
  round: R,
  games: Readonly<Record<G, GameKind>>,
) =>
  Object.fromEntries(
    Object.entries<GameKind>(games).map(([name, kind]) => [`${round} ${name}`, kind]),
  ) as Readonly<Record<`${R} ${G}`, GameKind>>;

/** The games of the first round; of the others all are others. */
export type FirstGame = keyof typeof FIRST_GAMES;
export type Game =
  | FirstGame
  | UnseenGame
  | ThirdGame
  | FourthGame
  | `fifth ${FifthGame}`
  | `sixth ${SixthGame}`
  | `seventh ${SeventhGame}`;

export const GAME_KINDS: Readonly<Record<Game, GameKind>> = {
  ...FIRST_GAMES,
  ...UNSEEN_GAMES,
  ...THIRD_GAMES,
  ...FOURTH_GAMES,
  ...kindsOf("fifth", FIFTH_GAMES),
  ...kindsOf("sixth", SIXTH_GAMES),
  ...kindsOf("seventh", SEVENTH_GAMES),
};

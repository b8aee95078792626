import { type EvaluationKind, figure } from "./kind";

/* Evaluations of both networks together. */

export const OF_GAME = {
  dualityGap: {
    title: "Duality gap",
    needs: [],
    seconds: 5,
    onlyNamed: true,
    entry: {
      summary:
        "What D could still gain against G as it is, and G against D: each is trained alone for " +
        "200 updates by Adam, on a copy, and compared on other data. Measured only where it is named.",
      formula: "max M(G, D') over D' - min M(G', D) over G'",
      paper: "Grnarova et al. 2019, A domain agnostic measure for monitoring and evaluating GANs",
      helps:
        "Tells with any data, without labels and features, whether the game comes nearer to an " +
        "equilibrium. With so few updates it is an underestimate.",
    },
    figures: {
      dualityGap: figure<{ answerSteps: number }>({
        title: "duality gap",
        best: "low",
        help:
          "How much D and G could still gain, each against the other as it is. 0 at an " +
          "equilibrium; a rising course means that the game moves away from one.",
      }),
    },
  },
} as const satisfies Record<string, EvaluationKind>;

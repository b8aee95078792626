import type { NetworkName } from "./run/run";

/* What is said of the game of two networks at a place: the results of `gan diagnose --game`. */

/** An eigenvalue, and how far it may be off. */
export interface Eigenvalue {
  re: number;
  im: number;
  /** The length of A x - lambda x for the unit eigenvector x that was found. */
  residual: number;
}

export interface GameSpectrum {
  /**
   * Of J, the Jacobian of v = (grad_G L_G, grad_D L_D). Gradient descent is drawn to the place where
   * all real parts are positive, and circles it where imaginary parts are much the larger
   * (Mescheder et al. 2017; Berard et al. 2020).
   */
  jacobian: Eigenvalue[];
  /** Of each player's own Hessian, the other's weights held fixed. They are real. */
  hessians: Record<NetworkName, Eigenvalue[]>;
}

/** What the game is at a point of the straight line between two places. */
export interface PathPoint {
  /** 0 at the first place, 1 at the second. */
  alpha: number;
  /** The path-angle: the cosine of the angle between v and the way from the second to the first. */
  cosine: number;
  /** The part of v along that way, <v, d> / ||d||. */
  along: number;
  /** The path-norm, ||v||. */
  norm: number;
  /** Both losses. */
  generator: number;
  discriminator: number;
}

export interface DualityGap {
  /** M(G, D'), D' the best D against G: the half that ranks generators. */
  againstGenerator: number;
  /** M(G', D), G' the best G against D. */
  againstDiscriminator: number;
  /** Their difference, 0 at an equilibrium and above 0 elsewhere. */
  gap: number;
}

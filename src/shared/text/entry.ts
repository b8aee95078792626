/** What the editor's hover text and the reference page say of something that a config can name. */
export interface Entry {
  /** What it is, in one or two plain sentences. */
  summary: string;
  /** The rule in plain text, for example `theta <- theta - learningRate * gradient`. */
  formula?: string;
  /** Where it comes from: authors and year. */
  paper?: string;
  /** When it is worth trying, and what it does to a GAN. */
  helps?: string;
}

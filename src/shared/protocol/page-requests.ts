import * as z from "../zod";
import { commandSchema, newSettings } from "./messages";
import { PROTOCOL_VERSION } from "./version";

/* What the page of a run says to the extension. It is checked where it arrives. */

export const fromWebviewSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("ready"), protocol: z.literal(PROTOCOL_VERSION) }),
  /** The update `id` is on the screen. */
  z.strictObject({ type: z.literal("drawn"), id: z.int() }),
  z.strictObject({ type: z.literal("picture"), step: z.int() }),
  /** The rows between two steps, nearer than they are in the snapshot. */
  z.strictObject({ type: z.literal("rows"), from: z.number(), to: z.number() }),
  /**
   * A file that the page has made, such as the picture of a chart; the person is asked where to put
   * it.
   */
  z.strictObject({
    type: z.literal("saveFile"),
    /** Suggested, without a folder. */
    name: z.string().regex(/^[^/\\]+$/),
    content: z.string(),
    encoding: z.enum(["utf8", "base64"]),
  }),
  /**
   * Whether a change can be made, before it is asked for. `fresh`: of a new run that begins from
   * scratch.
   */
  z.strictObject({
    type: z.literal("checkChange"),
    id: z.int(),
    set: newSettings,
    fresh: z.literal(true).optional(),
  }),
  z.strictObject({ type: z.literal("command"), id: z.int(), command: commandSchema }),
  /**
   * A button that stands for a command of VS Code, carried out for the run that the webview shows.
   */
  z.strictObject({
    type: z.literal("action"),
    id: z.int(),
    action: z.enum([
      "train",
      "resumeRun",
      "resumePaused",
      "resumeSmallerRates",
      "resumeFromCheckpoint",
      "openDashboard",
      "evaluate",
      "showLog",
      "revealRunFolder",
      "openPicture",
      "branch",
      "exploreLatents",
      "lookAtGame",
      "tryRemedy",
      "ignoreVerdict",
      "changeLayers",
    ]),
    /** For openPicture, branch and exploreLatents: which. */
    step: z.int().optional(),
    /** For exploreLatents: which sample of the picture, counted from 1. */
    sample: z.int().min(1).optional(),
    /** For tryRemedy and ignoreVerdict: of which kind. */
    verdict: z.string().optional(),
    /** For changeLayers: what the new run has otherwise. */
    set: newSettings.optional(),
  }),
]);
export type FromWebview = z.infer<typeof fromWebviewSchema>;

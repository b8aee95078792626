import {
  type FromComparePage,
  type ToComparePage,
  toComparePageSchema,
} from "../../src/shared/protocol/compare-messages";
import { listen } from "../components/listen";
import type { Memory } from "../components/page-context";
import { PageHost } from "../components/page-host";

/** What is behind the page: a window, or nothing but the report's own file. */
export interface CompareHost extends Memory {
  /** Whether runs can be opened. */
  readonly isWindow: boolean;
  open(dir: string): void;
  /** Asks for what the picture of a run shows, as numbers. */
  requestPicture(dir: string, step: number): void;
  saveFile(name: string, content: string, encoding: "utf8" | "base64"): void;
  /** Saves all of it as one file, as the page shows it. */
  saveReport(): void;
}

/** The extension, as the page that compares runs talks with it. */
export class WindowHost extends PageHost<FromComparePage> implements CompareHost {
  readonly isWindow = true;

  connect(receive: (message: ToComparePage) => void): void {
    listen(this.api, toComparePageSchema, (message) => {
      if (message.type === "compared") this.saveState({ dirs: message.dirs });
      receive(message);
    });
  }

  open(dir: string): void {
    this.api.postMessage({ type: "open", dir });
  }

  requestPicture(dir: string, step: number): void {
    this.api.postMessage({ type: "picture", dir, step });
  }

  saveFile(name: string, content: string, encoding: "utf8" | "base64"): void {
    this.api.postMessage({ type: "saveFile", name, content, encoding });
  }

  saveReport(): void {
    const settings = Object.entries(this.state).filter(([key]) => key !== "dirs");
    this.api.postMessage({ type: "report", view: Object.fromEntries(settings) });
  }
}

const MIME_TYPES: Record<string, string> = {
  svg: "image/svg+xml",
  png: "image/png",
  csv: "text/csv",
};

/** A report: it keeps what is set while it is open, and files go where the browser puts them. */
export class ReportHost implements CompareHost {
  readonly isWindow = false;

  constructor(public state: Record<string, unknown>) {}

  open(): void {
    // There are no runs beside a report that was sent to somebody.
  }

  requestPicture(): void {
    // A report has pictures and not what they were drawn from.
  }

  saveFile(name: string, content: string, encoding: "utf8" | "base64"): void {
    const type = MIME_TYPES[name.replace(/^.*\./, "")] ?? "application/octet-stream";
    const data = encoding === "base64" ? `;base64,${content}` : `,${encodeURIComponent(content)}`;
    const link = document.createElement("a");
    link.download = name;
    link.href = `data:${type}${data}`;
    link.click();
  }

  saveReport(): void {
    // It is one.
  }

  saveState(changes: Record<string, unknown>): void {
    this.state = { ...this.state, ...changes };
  }
}

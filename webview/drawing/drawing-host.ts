import {
  type FromDrawingPage,
  type ToDrawingPage,
  toDrawingPageSchema,
} from "../../src/shared/protocol/drawing-page";
import {
  type DrawnRow,
  drawingText,
  readDrawing,
  type ReadDrawing,
} from "../../src/shared/drawn/drawn-file";
import { listen } from "../components/listen";
import { PageHost } from "../components/page-host";

/** A drawing as the page shows it. */
export interface ShownDrawing extends ReadDrawing {
  about: ToDrawingPage;
}

/** The extension, as the page on which data is drawn talks with it. */
export class DrawingHost extends PageHost<FromDrawingPage> {
  #lastEdit = 0;
  #redraw: () => void = () => undefined;
  drawing: ShownDrawing | undefined;

  /** @param redraw is called when the drawing has become another */
  connect(redraw: () => void): void {
    this.#redraw = redraw;
    listen(this.api, toDrawingPageSchema, (about) => {
      // Until the last edit has arrived the page knows more than the extension.
      if (about.edited < this.#lastEdit) return;
      this.drawing = { about, ...readDrawing(about.kind, about.text) };
      redraw();
    });
  }

  /** Shows other rows, and has the extension write them. */
  edit(rows: readonly DrawnRow[]): void {
    if (!this.drawing) return;
    const { about } = this.drawing;
    const text = drawingText(about.kind, rows);
    this.drawing = { about, ...readDrawing(about.kind, text) };
    this.api.postMessage({ type: "edit", id: ++this.#lastEdit, text });
    this.#redraw();
  }

  say(type: "undo" | "redo" | "train" | "openConfig" | "openText"): void {
    this.api.postMessage({ type });
  }
}

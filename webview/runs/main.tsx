import { render } from "preact";
import "../components/base.css";
import "../components/grid.css";
import { oncePerFrame } from "../components/frames";
import { RunsHost } from "./runs-host";
import { RunsGathering } from "./runs-model";
import { RunsPage } from "./runs-page";
import "./runs.css";

/** Draws the page anew, once in a frame, when runs have changed. */
function start(): void {
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no place for its content");
  const host = new RunsHost();
  const gathering = new RunsGathering();
  const draw = oncePerFrame(() => render(<RunsPage host={host} model={gathering.model} />, root));
  draw();
  host.connect((message) => {
    gathering.apply(message);
    draw();
  });
}

start();

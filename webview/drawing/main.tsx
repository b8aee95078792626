import "../components/base.css";
import { mountPage } from "../components/start-page";
import { DrawingHost } from "./drawing-host";
import { DrawingPage } from "./drawing-page";
import { DRAWING_STRINGS } from "./drawing-strings";
import "./drawing.css";

const host = new DrawingHost();
// At once, not once in a frame: the next stroke finds the one before.
const draw = mountPage(host, () => {
  const { drawing } = host;
  if (drawing) return <DrawingPage host={host} drawing={drawing} />;
  return (
    <p class="hint drawing" role="status">
      {DRAWING_STRINGS.opening}
    </p>
  );
});
draw();
host.connect(draw);

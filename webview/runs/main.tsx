import "../components/base.css";
import "../components/grid.css";
import { startPage } from "../components/start-page";
import { RunsHost } from "./runs-host";
import { RunsGathering } from "./runs-model";
import { RunsPage } from "./runs-page";
import "./runs.css";

const host = new RunsHost();
const gathering = new RunsGathering();
const draw = startPage(host, () => <RunsPage host={host} model={gathering.model} />);
host.connect((message) => {
  gathering.apply(message);
  draw();
});

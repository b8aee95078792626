import "../components/base.css";
import { showPage } from "../components/show-page";
import "./samples.css";
import { SamplesPage } from "./samples-page";

showPage((model) => <SamplesPage model={model} />);

import "../components/base.css";
import { showPage } from "../components/show-page";
import { Dashboard } from "./dashboard";
import "./dashboard.css";

showPage((model) => <Dashboard model={model} />);

import "../components/base.css";
import "../components/page-head.css";
import { showPage } from "../components/show-page";
import { Dashboard } from "./dashboard";
import "./dashboard.css";
import "./loop.css";

showPage((model) => <Dashboard model={model} />);

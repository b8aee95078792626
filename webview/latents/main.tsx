import "../components/base.css";
import { startPage } from "../components/start-page";
import { LatentsHost } from "./latents-host";
import { LatentsPage } from "./latents-page";
import "./latents.css";
import { StatusText } from "./status-text";

const host = new LatentsHost();
host.connect(
  startPage(host, () => (
    <>
      <StatusText host={host} />
      {host.explored && <LatentsPage key={host.openings} host={host} explored={host.explored} />}
    </>
  )),
);

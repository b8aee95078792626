import "../components/base.css";
import "../components/page-head.css";
import { startPage } from "../components/start-page";
import { GameHost } from "./game-host";
import { GamePage } from "./game-page";
import { GAME_STRINGS } from "./game-strings";
import "./game.css";

const host = new GameHost();
host.connect(
  startPage(host, () => {
    const { run, result, progress } = host;
    if (!run) return <p class="empty">{GAME_STRINGS.opening}</p>;
    return <GamePage {...{ host, run, result, progress }} />;
  }),
);

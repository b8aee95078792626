import type { CompareContent } from "../../src/shared/compare/compared-runs";
import type { ToComparePage } from "../../src/shared/protocol/compare-messages";
import { PROTOCOL_VERSION } from "../../src/shared/protocol/version";
import "../components/base.css";
import { followSystemTheme } from "../components/report-theme";
import { startPage } from "../components/start-page";
import { type CompareHost, ReportHost, WindowHost } from "./compare-host";
import { ComparePage } from "./compare-page";
import { ComparedPictures } from "./compared-pictures";
import { COMPARE_STRINGS } from "./compare-strings";
import "./compare.css";

/** @returns shows the runs or the picture that it is told of */
function pageOf(host: CompareHost): (message: ToComparePage) => void {
  const pictures = new ComparedPictures(host);
  let content: CompareContent | undefined;
  const draw = startPage(host, () => {
    if (!content) return <p class="empty">{COMPARE_STRINGS.reading}</p>;
    return <ComparePage {...{ host, content, pictures }} />;
  });
  return (message) => {
    if (message.type === "compared") {
      content = message.content;
      pictures.forgetUnknown();
    } else pictures.put(message.dir, message.step, message.picture);
    draw();
  };
}

/** What a report has in its file. */
const embedded = (id: string): unknown => {
  const text = document.getElementById(id)?.textContent;
  return text ? JSON.parse(text) : undefined;
};

/** A report has its runs in the file itself; a page of the window is told of them. */
function start(): void {
  const content = embedded("compare-content") as CompareContent | undefined;
  if (content) {
    followSystemTheme();
    const view = (embedded("compare-view") ?? {}) as Record<string, unknown>;
    const show = pageOf(new ReportHost(view));
    return show({ type: "compared", protocol: PROTOCOL_VERSION, dirs: [], content });
  }
  const host = new WindowHost();
  host.connect(pageOf(host));
}

start();

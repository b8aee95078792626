import type { ComponentChildren } from "preact";
import type { RunRecord, RunSummary } from "../../src/shared/run/run";
import { StateBadge } from "../components/state-badge";
import { STRINGS } from "../components/strings";
import type { PageParts } from "./control-list";
import { Controls } from "./controls";
import { Facts } from "./facts";
import { FailureBanner } from "./failure-banner";

interface HeaderProps extends PageParts {
  summary: RunSummary;
  /** What stands below what went wrong. */
  children?: ComponentChildren;
}

/** Which run, how far it is, what can be done with it, and what went wrong. */
export function Header({ summary, children, ...page }: HeaderProps) {
  const { record, dir } = summary;
  return (
    <header class="run-header">
      <div class="run-title">
        <h1 title={dir}>{record.name}</h1>
        <StateBadge state={record.state} />
        <Controls state={record.state} {...page} />
      </div>
      <Progress record={record} />
      <Facts summary={summary} />
      <FailureBanner record={record} />
      {children}
    </header>
  );
}

function Progress({ record: { state, step, steps } }: { record: RunRecord }) {
  const done = Math.min(100, (100 * step) / Math.max(1, steps));
  return (
    <div
      class="progress"
      data-state={state}
      role="progressbar"
      aria-label={STRINGS.progress}
      aria-valuemin={0}
      aria-valuemax={steps}
      aria-valuenow={step}
    >
      <div class="progress-done" style={{ width: `${done}%` }} />
    </div>
  );
}

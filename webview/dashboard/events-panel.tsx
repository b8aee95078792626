import { memo } from "../components/memo";
import { describeEvent } from "../../src/shared/run/marks";
import type { RunEvent } from "../../src/shared/run/run";
import { formatCount } from "../../src/shared/text/format";
import { Icon } from "../components/icon";
import { STRINGS } from "../components/strings";
import { Table } from "../components/table";

const ICONS: Record<RunEvent["type"], string> = {
  started: "play",
  paused: "debug-pause",
  resumed: "debug-continue",
  stepped: "debug-step-over",
  weightsTaken: "combine",
  branched: "repo-forked",
  rewound: "history",
  restored: "redo",
  changed: "settings-gear",
  checkpoint: "save",
  evaluated: "beaker",
  warning: "warning",
  diagnosed: "pulse",
  recovered: "pass",
  verdictIgnored: "bell-slash",
  finished: "pass",
  stopped: "debug-stop",
  interrupted: "debug-disconnect",
  failed: "error",
};

/** A table of thousands of rows would slow every update. */
const MAX_ROWS = 200;

const COLUMNS = [
  { title: STRINGS.stepColumn },
  { title: STRINGS.whatColumn },
  { title: STRINGS.whenColumn },
];

/** What happened in the run, the newest first. */
export const EventsPanel = memo(({ events }: { events: readonly RunEvent[] }) => {
  const first = Math.max(0, events.length - MAX_ROWS);
  return (
    <details class="panel events" open>
      <summary>
        <h2>{STRINGS.events}</h2>
        <span class="hint">{formatCount(events.length)}</span>
      </summary>
      <div class="scroll" tabIndex={0} role="region" aria-label={STRINGS.events}>
        <Table columns={COLUMNS} hidden={events.length === 0}>
          {events
            .slice(first)
            .map((event, i) => <EventRow key={first + i} event={event} />)
            .reverse()}
        </Table>
      </div>
      <p class="hint">
        {events.length === 0 && STRINGS.noEvents}
        {first > 0 && STRINGS.earlierEvents(formatCount(first))}
      </p>
    </details>
  );
});

function EventRow({ event }: { event: RunEvent }) {
  const when = new Date(event.time);
  return (
    <tr data-type={event.type}>
      <td class="number">{formatCount(event.step)}</td>
      <td>
        <Icon name={ICONS[event.type]} /> {describeEvent(event)}
      </td>
      <td class="when" title={event.time}>
        {Number.isNaN(when.getTime()) ? event.time : when.toLocaleTimeString()}
      </td>
    </tr>
  );
}

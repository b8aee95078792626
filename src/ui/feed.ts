import { concatColumns } from "../shared/run/coarse";
import type { PageNews, RunSnapshot, ToWebview } from "../shared/protocol/messages";
import { PROTOCOL_VERSION } from "../shared/protocol/version";
import type { RunSummary } from "../shared/run/run";
import { asIncrements, type Increment, KnownNews, turnsBack } from "./feed-news";

/* Keeps a page up to date with a run. */

export type { Increment } from "./feed-news";

export interface FeedOptions {
  /** How the run stands, as far as that is known without reading all of it. */
  peek(): Promise<RunSummary | undefined>;
  /**
   * Reads the run as it is on disk now; undefined where there is none.
   *
   * @param after of the rows those since this step are enough, and some before; of a long run each
   * of them, since others
   *   are taken for the page's beginning
   * @param onIndexing is told how much of a long run has been read for the first time, in [0, 1]
   */
  load(after?: number, onIndexing?: (fraction: number) => void): Promise<RunSnapshot | undefined>;
  post(message: ToWebview): void;
  /** The run could not be read. */
  onError(error: unknown): void;
  /** Least time between two updates, in milliseconds. */
  interval?: number;
  /** So many rows wait for a slow page; with more it gets a new snapshot instead. */
  maxWaitingRows?: number;
}

/** 16 MB. A page that is so far behind gets a snapshot as quickly. */
const MAX_WAITING_ROWS = 200_000;

/**
 * Keeps one page up to date: how the run stands, a whole snapshot, then what came after it.
 *
 * One update is on its way at a time: the next goes when the page has drawn the one before, and
 * holds whatever came meanwhile, the newest state of things first. So a page that cannot keep up is
 * behind by one drawing and no more.
 *
 * A snapshot is read from files while the trainer goes on. A trainer writes before it tells, so
 * whatever was told before the reading began is in the snapshot; what it tells meanwhile is held
 * back, and what the snapshot has already is dropped afterwards. So the page sees every row exactly
 * once.
 */
export class Feed {
  private phase: "idle" | "loading" | "live" = "idle";
  /** Raised by every start and stop; a load that comes back under another number is too late. */
  private generation = 0;
  /** While a snapshot is read, whatever comes; afterwards what the page has not been sent. */
  private waiting: Increment[] = [];
  private waitingRows = 0;
  /** A summary or a snapshot that goes before what waits. */
  private opening: PageNews | undefined;
  private known = new KnownNews();
  private lastUpdate = 0;
  /** The update that the page has not drawn yet. */
  private inFlight: number | undefined;
  private timer: NodeJS.Timeout | undefined;
  private lastFlush = -Infinity;
  /** The files have changed since the last reading of them began. */
  private behind = false;
  private following = false;
  /** Who waits until the page has drawn an update. */
  private readonly onDrawn = new Set<{ update: number; resolve: () => void }>();

  constructor(private readonly options: FeedOptions) {}

  /** A page is there and knows nothing: sends the whole, then goes on. */
  start(): void {
    this.inFlight = undefined;
    this.restart();
  }

  /** The page is to show another run, or this one from the beginning. */
  restart(): void {
    const { inFlight } = this;
    this.stop();
    this.inFlight = inFlight;
    this.phase = "loading";
    this.behind = false;
    void this.load(this.generation);
  }

  /** Nobody looks. */
  stop(): void {
    this.generation++;
    this.phase = "idle";
    this.waiting = [];
    this.waitingRows = 0;
    this.opening = undefined;
    this.inFlight = undefined;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.wake(Infinity);
  }

  /**
   * Resolves when the page has drawn what it is to be told now, or when nobody looks any more.
   */
  shown(): Promise<void> {
    const waits = this.opening !== undefined || this.waiting.length > 0;
    const update = waits ? this.lastUpdate + 1 : this.inFlight;
    if (this.phase === "idle" || update === undefined) return Promise.resolve();
    return new Promise((resolve) => this.onDrawn.add({ update, resolve }));
  }

  private wake(drawn: number): void {
    for (const waiter of this.onDrawn) {
      if (waiter.update > drawn) continue;
      this.onDrawn.delete(waiter);
      waiter.resolve();
    }
  }

  /** The page has drawn an update. */
  drawn(id: number): void {
    if (id !== this.inFlight) return;
    this.inFlight = undefined;
    this.wake(id);
    if (this.opening) this.flush();
    else if (this.waitingRows > this.maxWaitingRows) this.restart();
    else this.schedule();
  }

  push(increment: Increment): void {
    if (this.phase === "idle") return;
    if (this.phase === "live" && turnsBack(increment) && !this.known.has(increment)) {
      // The run went back to a checkpoint: rows that the page shows are no longer part of it.
      this.restart();
      return;
    }
    if (this.phase === "loading") {
      this.waiting.push(increment);
      return;
    }
    this.keep(increment);
    this.schedule();
  }

  /**
   * Looks at the files again, after a reading that goes on, and sends what is new there: for runs
   * that another process works on.
   */
  catchUp(): void {
    this.behind = true;
    void this.follow();
  }

  private get maxWaitingRows(): number {
    return this.options.maxWaitingRows ?? MAX_WAITING_ROWS;
  }

  /**
   * Keeps what is news to the page until it can be sent. A summary replaces the one before; rows
   * that are too many are read again later.
   */
  private keep(increment: Increment): void {
    switch (increment.type) {
      case "summary":
        this.waiting = this.waiting.filter(({ type }) => type !== "summary");
        this.waiting.push(increment);
        return;
      case "metrics":
        for (const columns of this.known.newRows(increment.columns)) {
          this.waitingRows += columns.step.length;
          this.waiting.push({ type: "metrics", columns });
        }
        if (this.waitingRows > this.maxWaitingRows)
          this.waiting = this.waiting.filter(({ type }) => type !== "metrics");
        return;
      default:
        if (this.known.add(increment)) this.waiting.push(increment);
    }
  }

  private async follow(): Promise<void> {
    if (this.following) return;
    this.following = true;
    while (this.behind && this.phase === "live") {
      this.behind = false;
      const generation = this.generation;
      try {
        const snapshot = await this.options.load(this.known.lastStep);
        if (generation !== this.generation) continue;
        if (snapshot && !this.known.contradicts(snapshot))
          for (const increment of asIncrements(snapshot)) this.push(increment);
        else {
          const whole = snapshot && (await this.options.load());
          if (generation === this.generation) this.begin(whole);
        }
      } catch (error) {
        this.options.onError(error);
      }
    }
    this.following = false;
  }

  private async load(generation: number): Promise<void> {
    let snapshot: RunSnapshot | undefined;
    try {
      const summary = await this.options.peek();
      if (generation !== this.generation) return;
      if (summary) this.open({ type: "summary", summary });
      snapshot = await this.options.load(undefined, (indexing) => {
        if (summary && generation === this.generation)
          this.open({ type: "summary", summary: { ...summary, indexing } });
      });
    } catch (error) {
      if (generation !== this.generation) return;
      this.options.onError(error);
    }
    if (generation === this.generation) this.begin(snapshot);
  }

  private begin(snapshot: RunSnapshot | undefined): void {
    this.known = new KnownNews(snapshot);
    this.phase = "live";
    const heldBack = snapshot ? this.waiting : [];
    this.waiting = [];
    this.waitingRows = 0;
    for (const increment of heldBack) this.keep(increment);
    this.open({ type: "snapshot", protocol: PROTOCOL_VERSION, snapshot: snapshot ?? null });
    void this.follow();
  }

  /** Sends what a page begins with: at once, if nothing is on its way. */
  private open(opening: PageNews): void {
    this.opening = opening;
    if (this.inFlight === undefined) this.flush();
  }

  private schedule(): void {
    if (this.inFlight !== undefined || this.waiting.length === 0) return;
    const wait = Math.max(0, this.lastFlush + (this.options.interval ?? 100) - Date.now());
    this.timer ??= setTimeout(() => this.flush(), wait);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const news = this.opening ? [this.opening] : [];
    this.opening = undefined;
    if (this.phase === "live") {
      news.push(...this.newsThatWait());
      this.waiting = [];
      this.waitingRows = 0;
    }
    if (news.length === 0) return;
    this.lastFlush = Date.now();
    this.inFlight = ++this.lastUpdate;
    this.options.post({ type: "update", id: this.inFlight, news });
  }

  /** The state of things first, rows last and in one piece. */
  private newsThatWait(): PageNews[] {
    const rows = this.waiting.flatMap((increment) =>
      increment.type === "metrics" ? [increment.columns] : [],
    );
    return [
      ...this.waiting.filter(({ type }) => type === "summary"),
      ...this.waiting.filter(({ type }) => type !== "summary" && type !== "metrics"),
      ...(rows.length > 0 ? [{ type: "metrics" as const, columns: concatColumns(rows) }] : []),
    ];
  }
}

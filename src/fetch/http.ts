import { GanError } from "../shared/errors";

/* HTTP requests with limits of time, and errors that say what to do. */

export interface RequestOptions {
  method?: "GET" | "HEAD";
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Milliseconds until the answer must be here; default 60,000. */
  timeout?: number;
}

export interface Answer {
  /** Where it came from in the end, for links in it that are relative. */
  url: string;
  headers: Headers;
  /** The body; empty for HEAD. */
  text: string;
}

/**
 * Asks for a page, or for the headers of a file, once. For files themselves there is `download`.
 *
 * @param address `http:` or `https:`. A user and password in it are sent as basic authorization.
 * @throws GanError `download` (the server's refusal, no connection) or `cancelled`
 */
export async function request(
  address: string,
  { method = "GET", headers, signal, timeout = 60_000 }: RequestOptions = {},
): Promise<Answer> {
  try {
    return await whileAlive(timeout, signal, async (alive) => {
      const response = await send(address, { method, headers, signal: alive });
      if (!response.ok) await refuse(response, address);
      return { url: response.url, headers: response.headers, text: await network(response.text()) };
    });
  } catch (thrown) {
    throw explained(thrown, address, signal);
  }
}

/** The connection was lost, or the server is busy: worth another try. */
export class Interrupted extends Error {}

/**
 * `fetch` for addresses that hold a user and password, which Node's refuses. @throws Interrupted
 */
export function send(
  address: string,
  init: RequestInit & { headers?: Record<string, string> },
): Promise<Response> {
  const url = new URL(address);
  const headers: Record<string, string> = { ...init.headers };
  if (url.username) {
    const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers["authorization"] = `Basic ${Buffer.from(user).toString("base64")}`;
  }
  return network(fetch(redacted(address), { ...init, headers }));
}

/**
 * Ends an answer that is no success. @throws Interrupted where another try may help, else GanError
 * `download`
 */
export async function refuse(response: Response, address: string): Promise<never> {
  await response.body?.cancel().catch(() => undefined);
  const answer = `the server answered ${response.status} ${response.statusText}`.trim();
  if (response.status >= 500 || response.status === 429 || response.status === 408)
    throw new Interrupted(answer);
  throw new GanError(
    "download",
    `${redacted(address)} cannot be downloaded (${answer})`,
    "check the address, and the proxy if there is one",
  );
}

/**
 * Does `work` with a signal that is aborted with `signal`, or when `refresh` was not called for
 * `timeout` ms.
 */
export async function whileAlive<T>(
  timeout: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal, refresh: () => void) => Promise<T>,
): Promise<T> {
  const watch = new AbortController();
  const timer = setTimeout(
    () => watch.abort(new Error(`no data for ${timeout / 1000} s`)),
    timeout,
  );
  try {
    return await work(signal ? AbortSignal.any([signal, watch.signal]) : watch.signal, () =>
      timer.refresh(),
    );
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Failures of the network as `Interrupted`, with the innermost reason, which fetch hides behind
 * "fetch failed".
 */
export async function network<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    let inner = thrown;
    while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
    if (inner instanceof AggregateError && inner.errors[0] instanceof Error)
      inner = inner.errors[0];
    throw new Interrupted(inner instanceof Error ? inner.message : String(inner), {
      cause: thrown,
    });
  }
}

/**
 * What is told in the end of a failure: cancelled, or no download and why; what is neither, as it
 * is.
 */
export function explained(
  thrown: unknown,
  address: string,
  signal: AbortSignal | undefined,
): unknown {
  if (thrown instanceof GanError) return thrown;
  if (signal?.aborted)
    return new GanError("cancelled", `The download of ${redacted(address)} was cancelled`, "", {
      cause: thrown,
    });
  if (!(thrown instanceof Interrupted)) return thrown;
  return new GanError(
    "download",
    `${redacted(address)} cannot be downloaded (${thrown.message})`,
    hintFor(thrown.message),
    { cause: thrown.cause },
  );
}

/** What to do about a lost connection. */
export function hintFor(reason: string, env: NodeJS.ProcessEnv = process.env): string {
  if (/certificate|self.signed/i.test(reason)) {
    return (
      "if a proxy here signs with its own certificate, name that in the environment variable " +
      "NODE_EXTRA_CA_CERTS"
    );
  }
  const proxied = env["HTTPS_PROXY"] ?? env["https_proxy"];
  if (proxied && !env["NODE_USE_ENV_PROXY"] && /\b(getaddrinfo|connect)\b/i.test(reason)) {
    return (
      "HTTPS_PROXY is set, but Node heeds it only with NODE_USE_ENV_PROXY=1 (Node 24 or " + "later)"
    );
  }
  return "check the network connection, and try again";
}

/** A URL as it may be shown: without user and password. */
export function redacted(address: string): string {
  const url = new URL(address);
  url.username = url.password = "";
  return url.href;
}

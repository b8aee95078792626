import { GanError } from "../../shared/errors";

/** No answer, or no byte, for so long: the connection counts as lost. */
export const SILENCE_MS = 60_000;

/** A failure that may pass if the same request is made again. */
export class TransientError extends Error {}

/** An address for messages: without the user name and password a mirror's address may carry. */
export function shown(url: string): string {
  const parsed = new URL(url);
  parsed.username = parsed.password = "";
  return parsed.href;
}

/**
 * `fetch` that accepts `https://user:password@host/` (private mirrors), which Node's refuses.
 * @throws GanError `download` for what will not get better; `TransientError` for what may; `cancelled`.
 */
export async function request(url: string, options: { method?: string; headers?: Record<string, string>; signal?: AbortSignal | undefined; retired?: AbortSignal } = {}): Promise<Response> {
  const target = new URL(url);
  const headers: Record<string, string> = { ...options.headers };
  if (target.username) {
    const login = `${decodeURIComponent(target.username)}:${decodeURIComponent(target.password)}`;
    headers["authorization"] = `Basic ${Buffer.from(login).toString("base64")}`;
    target.username = target.password = "";
  }
  const signals = [options.signal, options.retired ?? AbortSignal.timeout(SILENCE_MS)].filter((signal) => signal !== undefined);
  let response: Response;
  try {
    response = await fetch(target, { method: options.method ?? "GET", headers, signal: AbortSignal.any(signals) });
  } catch (cause) {
    throw networkError(target.href, cause, options.signal);
  }
  if (response.ok) return response;
  await response.body?.cancel();
  const message = `${target.href} answered ${response.status} ${response.statusText}`.trimEnd();
  if (response.status === 408 || response.status === 429 || response.status >= 500) throw new TransientError(message);
  throw new GanError("download", message);
}

/** What a failed `fetch`, or a body that broke off, means. */
export function networkError(url: string, cause: unknown, signal?: AbortSignal): Error {
  if (signal?.aborted) return new GanError("cancelled", "The download was cancelled");
  const { host } = new URL(url);
  const reason = (cause as { cause?: { code?: string; message?: string } }).cause;
  const code = reason?.code ?? "";
  // A name that does not resolve, or a certificate that is not trusted, stays so; waiting would only hide the reason.
  if (["ENOTFOUND", "ERR_INVALID_URL"].includes(code) || /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) {
    return new GanError("download", `${host} cannot be reached (${code})`, proxyHint(), { cause });
  }
  return new TransientError(`the connection to ${host} broke off (${code || reason?.message || (cause as Error).message})`, { cause });
}

/** Node itself ignores the proxy variables unless it is asked to heed them. */
function proxyHint(env: NodeJS.ProcessEnv = process.env): string {
  const proxied = env["HTTPS_PROXY"] ?? env["https_proxy"];
  return proxied && !env["NODE_USE_ENV_PROXY"]
    ? "HTTPS_PROXY is set, but Node heeds it only with NODE_USE_ENV_PROXY=1 (Node 24 or later)"
    : "check the network connection, or name a mirror";
}

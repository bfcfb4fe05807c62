/** One request of the doctor's, bounded, with all of its answer: headers name requests, and tell the vendor's time. */

export interface Request {
  readonly method?: "GET" | "POST";
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly limitMs?: number;
}

/** What came of it. `failure`: there was no answer, and why, in words. */
export type Got =
  | {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly ms: number;
  }
  | { readonly failure: string; readonly ms: number };

/** A vendor that takes longer is as good as dead. */
const LIMIT_MS = 8_000;

/** The list of models has a hundred of them, 200 bytes each; a list of numbers 50, 2 KB each. */
const BODY_BYTES = 1024 * 1024;

/** Sends it. Never throws; a redirect is an answer. */
export async function http({ method = "GET", url, headers = {}, body, limitMs = LIMIT_MS }: Request): Promise<Got> {
  const began = performance.now();
  const ms = () => Math.round(performance.now() - began);
  const patience = new AbortController();
  const alarm = setTimeout(() => patience.abort(), limitMs);
  try {
    const response = await fetch(url, {
      method,
      headers,
      redirect: "manual",
      signal: patience.signal,
      ...(body === undefined ? {} : { body }),
    });
    const text = await textOf(response);
    return { status: response.status, headers: Object.fromEntries(response.headers), body: text, ms: ms() };
  } catch (error) {
    if (patience.signal.aborted) return { failure: `no answer within ${limitMs / 1_000} s`, ms: ms() };
    return { failure: reasonOf(error), ms: ms() };
  } finally {
    clearTimeout(alarm);
  }
}

/** The JSON of an answer; undefined when it is none. */
export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Why a connection failed, in words. */
export function reasonOf(error: unknown): string {
  const { message = "", cause } = error as { message?: string; cause?: unknown };
  const text = `${error} ${message} ${cause}`;
  if (/dns|lookup|resolve|ENOTFOUND|EAI_AGAIN/i.test(text)) return "the name is not known (DNS)";
  if (/certificate|tls|ssl|UnknownIssuer|handshake/i.test(text)) {
    const why = /certificate[^:;)]*(?:: ?([\w ]+))?/i.exec(text)?.[0] ?? "";
    return `the TLS connection failed${why === "" ? "" : `: ${why.trim()}`}`;
  }
  if (/refused/i.test(text)) return "the connection was refused: nobody listens there";
  if (/timed? ?out|ETIMEDOUT/i.test(text)) return "the connection timed out";
  if (/unreachable|EHOSTUNREACH|ENETUNREACH/i.test(text)) return "the network cannot be reached";
  if (/reset|closed|broken pipe|eof/i.test(text)) return "the connection was closed before there was an answer";
  return "there is no connection";
}

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.byteLength;
    text += decoder.decode(piece, { stream: true });
    // Leaving the loop cancels the rest.
    if (bytes > BODY_BYTES) break;
  }
  return text + decoder.decode();
}

/** One request to somebody outside: small, bounded in time and size, never redirected, its failure told without secrets. */

/** As long as a receiver may take: Standard Webhooks asks for 15 to 30 s. */
export const ANSWER_MS = 20_000;

/** What is read of an answer; receivers have nothing longer to say. */
const ANSWER_BYTES = 64 * 1024;

/** What somebody outside answered. */
export interface Answer {
  readonly status: number;
  /** The `Retry-After` header as it came; null without one. */
  readonly retryAfter: string | null;
  /** At most 64 KiB of it; longer ones count as empty. */
  readonly body: string;
}

/** There was no answer. The message says why in words, without the address. */
export class NoAnswer extends Error {
  override name = "NoAnswer";
}

export interface Outgoing {
  readonly method?: "GET" | "POST";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Ends the request before its time. */
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
}

/** Sends it, and waits for the whole answer. Throws `NoAnswer`. A redirect is an answer: nobody goes where it points. */
export async function ask(
  { method = "POST", url, headers, body, signal, timeoutMs = ANSWER_MS }: Outgoing,
): Promise<Answer> {
  const patience = new AbortController();
  const alarm = setTimeout(() => patience.abort(), timeoutMs);
  try {
    const response = await fetch(withoutUserinfo(url), {
      method,
      headers,
      redirect: "manual",
      signal: AbortSignal.any([signal, patience.signal]),
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, retryAfter: response.headers.get("retry-after"), body: await textOf(response) };
  } catch (error) {
    if (patience.signal.aborted) throw new NoAnswer(`no answer within ${timeoutMs / 1_000} s`);
    if (signal.aborted) throw new NoAnswer("the service stopped before there was an answer");
    const { cause } = error as Error;
    throw new NoAnswer(wordsFor(`${error} ${cause}`));
  } finally {
    clearTimeout(alarm);
  }
}

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.byteLength;
    // Leaving the loop cancels the rest.
    if (bytes > ANSWER_BYTES) return "";
    text += decoder.decode(piece, { stream: true });
  }
  return text + decoder.decode();
}

/** The runtime's own words name the address, in which a token may stand. */
function wordsFor(error: string): string {
  if (/dns|lookup|resolve/i.test(error)) return "the receiver's name could not be resolved";
  if (/refused/i.test(error)) return "the connection was refused";
  if (/certificate|tls|ssl/i.test(error)) return "the TLS connection failed";
  if (/reset|closed|broken pipe|eof/i.test(error)) return "the connection was closed before there was an answer";
  return "the receiver could not be reached";
}

function withoutUserinfo(url: URL): URL {
  const plain = new URL(url);
  plain.username = "";
  plain.password = "";
  return plain;
}

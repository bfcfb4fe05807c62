/** `<Connect><Stream>`: blocks until the stream is over, then asks `action` what comes next (PROTOCOLS.md 3.2). */
import { newSid } from "./context.ts";
import type { CallContext, Next } from "./context.ts";
import type { LinkQuality } from "./network.ts";
import { reached, signatureHeader } from "./requests.ts";
import { connectSocket, HandshakeFailed } from "./socket.ts";
import { MediaStream } from "./stream.ts";
import type { StreamEnd } from "./stream.ts";
import type { StreamNoun, Verb } from "./twiml.ts";
import { tell } from "./webhook.ts";

const AT_ONCE: LinkQuality = { delayMs: 0, jitterMs: 0 };

/** Performs the verb. After a hang-up the `action` is still told, and its answer ignored. */
export async function connect(
  call: CallContext,
  verb: Extract<Verb, { name: "Connect" }>,
  base: string,
): Promise<Next> {
  await runStream(call, verb.stream);
  const action = verb.action === null ? null : new URL(verb.action, base).href;
  if (call.isOver()) {
    if (action !== null) await tell(call, action, "completed");
    return { kind: "end" };
  }
  return action === null ? { kind: "continue" } : { kind: "request", url: action, parameters: {} };
}

async function runStream(call: CallContext, noun: StreamNoun): Promise<void> {
  const { options, line, log } = call;
  const stream = new MediaStream({
    accountSid: options.accountSid,
    callSid: call.callSid,
    streamSid: newSid("MZ"),
    url: noun.url,
    parameters: noun.parameters,
    toService: options.network?.toService ?? AT_ONCE,
    toCaller: options.network?.toCaller ?? AT_ONCE,
    random: call.random,
    playbackLimitMs: options.playbackLimitMs ?? 600_000,
    log,
  });
  try {
    const signedUrl = options.signTrailingSlash ? `${noun.url}/` : noun.url;
    const headers = signatureHeader(options.authToken, signedUrl);
    const url = reached(noun.url, options.publicUrl, options.reachUrl);
    const socket = await connectSocket(url, headers, stream.handlers);
    line.connect(stream, socket);
    noteEnd(call, await stream.ended);
  } catch (error) {
    if (!(error instanceof HandshakeFailed)) throw error;
    log.add({ type: "error", code: error.code, detail: error.message });
  } finally {
    line.disconnect();
  }
}

/** The carrier reports a stream that the service closed, even when that was meant: 31921; one that broke: 31903. */
function noteEnd(call: CallContext, { by, code, reason }: StreamEnd): void {
  if (by === "caller") return;
  const detail = `the stream ended with code ${code} "${reason}"`;
  call.log.add({ type: "error", code: code === 1006 ? 31903 : 31921, detail });
}

/** Performing TwiML, verb by verb. */
import { connect } from "./connect.ts";
import type { CallContext, DialResult, Next } from "./context.ts";
import { FRAME_MS } from "./frame.ts";
import { gather } from "./gather.ts";
import type { Verb } from "./twiml.ts";

/** How fast the carrier's voice speaks when nothing else is said: about 16 characters a second. */
const SAY_MS_PER_CHARACTER = 60;

const CONTINUE: Next = { kind: "continue" };

/** Performs one verb, from its note in the log to its end; `base` is the URL its document came from. */
export function perform(call: CallContext, verb: Verb, base: string): Promise<Next> {
  call.log.add({ type: "verb", name: verb.name, detail: detailOf(verb) });
  switch (verb.name) {
    case "Connect":
      return connect(call, verb, base);
    case "Say":
      return say(call, verb.text.length * (call.options.sayMsPerCharacter ?? SAY_MS_PER_CHARACTER));
    case "Pause":
      return call.line.pause(1000 * verb.seconds, call.isOver).then(() => CONTINUE);
    case "Gather":
      return gather(call, verb, base, async (prompt) => void await perform(call, prompt, base));
    case "Dial":
      return dial(call, verb, base);
    case "Redirect":
      return Promise.resolve({ kind: "request", url: new URL(verb.url, base).href, parameters: {} });
    case "Play":
      return Promise.resolve(CONTINUE);
    case "Hangup":
      return Promise.resolve({ kind: "end" });
  }
}

async function say(call: CallContext, durationMs: number): Promise<Next> {
  call.line.announcer.announce(Math.round(durationMs / FRAME_MS));
  await call.line.pause(durationMs, call.isOver);
  return CONTINUE;
}

async function dial(call: CallContext, verb: Extract<Verb, { name: "Dial" }>, base: string): Promise<Next> {
  const result: DialResult = call.options.dial?.(verb.numbers) ?? { status: "completed", tookMs: 0 };
  await call.line.pause(result.tookMs, call.isOver);
  if (verb.action === null) return CONTINUE;
  return {
    kind: "request",
    url: new URL(verb.action, base).href,
    parameters: {
      DialCallStatus: call.isOver() ? "canceled" : result.status,
      DialCallDuration: String(Math.round(result.tookMs / 1000)),
    },
  };
}

/** What was done, in a few words: the text said, the numbers dialled, the URL connected. */
function detailOf(verb: Verb): string {
  switch (verb.name) {
    case "Connect":
      return verb.stream.url;
    case "Say":
      return verb.text;
    case "Pause":
      return String(verb.seconds);
    case "Dial":
      return verb.numbers.join(", ");
    case "Play":
    case "Redirect":
      return verb.url;
    case "Gather":
      return verb.attributes.input ?? "dtmf";
    case "Hangup":
      return "";
  }
}

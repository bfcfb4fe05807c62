/** A call to a unit on duty, as Twilio carries it out: it rings, asks for TwiML, listens for a key, and tells the end. */

import { type Answer, reached, RequestFailed, signedPost } from "./requests.ts";
import { readTwiml, type Verb } from "./twiml.ts";

/** Two instructions one after the other are a dialogue; more are a loop. */
const LONGEST_DIALOGUE = 5;

/** A call that was placed. */
export interface UnitCall {
  readonly sid: string;
  readonly from: string;
  readonly to: string;
  /** `CallStatus`. */
  status: string;
  /** What was said, sentence by sentence. */
  readonly heard: string[];
  /** What was pressed. */
  readonly keys: string[];
  readonly atMs: number;
}

/** What a unit does: `answers` presses 1, `wrong-key` 5 first, `voicemail` nothing, `hangs-up` picks up and leaves. */
export type UnitBehaviour = "answers" | "wrong-key" | "busy" | "no-answer" | "failed" | "hangs-up" | "voicemail";

export interface UnitCallSetting {
  readonly accountSid: string;
  readonly authToken: string;
  readonly publicUrl: string;
  readonly reachUrl: string | undefined;
  readonly url: string;
  readonly statusCallback: string | null;
  readonly behaviour: UnitBehaviour;
  /** Between two steps. */
  readonly stepMs: number;
  readonly signal: AbortSignal;
}

/** Carries a call out; `changed` is told of every step. Never throws: what the service does not answer ends the call. */
export async function ring(call: UnitCall, setting: UnitCallSetting, changed: () => void): Promise<void> {
  const to = (status: string) => {
    // Hung up by the service meanwhile.
    if (call.status !== "completed") call.status = status;
    changed();
  };
  await pause(setting);
  to("ringing");
  await pause(setting);
  const { behaviour } = setting;
  if (behaviour === "busy" || behaviour === "no-answer" || behaviour === "failed") to(behaviour);
  else {
    to("in-progress");
    if (behaviour !== "hangs-up") await converse(call, setting, changed).catch(() => {});
    to("completed");
  }
  if (setting.signal.aborted) return;
  if (setting.statusCallback !== null) await post(call, setting, setting.statusCallback).catch(() => {});
}

async function converse(call: UnitCall, setting: UnitCallSetting, changed: () => void): Promise<void> {
  const keys = setting.behaviour === "wrong-key" ? ["5", "1"] : setting.behaviour === "answers" ? ["1"] : [];
  let verbs = verbsOf(await post(call, setting, setting.url));
  for (let turn = 0; turn < LONGEST_DIALOGUE; turn++) {
    const gather = verbs.find((verb) => verb.name === "Gather");
    call.heard.push(...spoken(gather === undefined ? verbs : gather.prompts));
    changed();
    await pause(setting);
    const key = keys[turn];
    if (gather === undefined || gather.action === null || key === undefined || setting.signal.aborted) return;
    call.keys.push(key);
    verbs = verbsOf(await post(call, setting, new URL(gather.action, setting.url).href, { Digits: key }));
  }
}

function spoken(verbs: readonly Verb[]): string[] {
  return verbs.flatMap((verb) => verb.name === "Say" ? [verb.text] : []);
}

function verbsOf({ status, body, contentType }: Answer): Verb[] {
  if (status !== 200) throw new RequestFailed(`Cannot go on: the service answered ${status}`);
  return readTwiml(body, contentType);
}

function post(
  call: UnitCall,
  { accountSid, authToken, publicUrl, reachUrl }: UnitCallSetting,
  url: string,
  more: Record<string, string> = {},
): Promise<Answer> {
  const parameters = {
    AccountSid: accountSid,
    CallSid: call.sid,
    CallStatus: call.status,
    Direction: "outbound-api",
    From: call.from,
    To: call.to,
    ...more,
  };
  return signedPost({ url, reachUrl: reached(url, publicUrl, reachUrl), authToken, parameters });
}

function pause({ stepMs, signal }: UnitCallSetting): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(end, stepMs);
    function end() {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    }
    signal.addEventListener("abort", end);
  });
}

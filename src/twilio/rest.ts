/**
 * The few things that are asked of Twilio's REST API. Nothing in here logs, and no error carries a number: what Twilio
 * says in words may name one, its code does not. Source: twilio.com/docs/messaging/api/message-resource,
 * /docs/voice/api/call-resource, /docs/usage/twilios-response.
 */

import * as z from "zod";
import { ask } from "../outgoing.ts";

export interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
  /** TWILIO_API_URL. */
  readonly apiUrl: URL;
}

export interface NewCall {
  /** E.164. */
  readonly from: string;
  readonly to: string;
  /** Asked for TwiML when somebody answers. */
  readonly url: string;
  /** Told when the call is over, however it ended. */
  readonly statusCallback: string;
  /** How long it rings, s. */
  readonly ringS: number;
  /** How long it may last once it is answered, s. */
  readonly limitS: number;
}

/** What becomes of a call that is under way. */
export type CallUpdate = { readonly url: string } | { readonly twiml: string } | { readonly status: "completed" };

/** Twilio refused. `code` is its own (twilio.com/docs/api/errors), null when it gave none. */
export class TwilioRefused extends Error {
  override name = "TwilioRefused";

  constructor(readonly status: number, readonly code: number | null, readonly retryAfter: string | null) {
    super(`Twilio answered HTTP ${status}${code === null ? "" : `, error ${code}`}`);
  }
}

const created = z.object({ sid: z.string(), status: z.string().optional() });
const refused = z.object({ code: z.number().int().nullable().optional() });

/** All of these throw `TwilioRefused`, or `NoAnswer` when there was none. */
export class TwilioRest {
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ accountSid, authToken, apiUrl }: TwilioAccount) {
    this.#base = `${apiUrl.href.replace(/\/+$/, "")}/2010-04-01/Accounts/${accountSid}`;
    this.#headers = { authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}`, accept: "application/json" };
  }

  /** Sends a text. Returns the message's SID: Twilio has taken it, the phone has not yet. */
  async sendMessage(message: { from: string; to: string; body: string }, signal: AbortSignal): Promise<string> {
    const form = { From: message.from, To: message.to, Body: message.body };
    return (await this.#ask("/Messages.json", form, signal)).sid;
  }

  /** Places a call. Returns its SID: it is queued. */
  async placeCall(call: NewCall, signal: AbortSignal): Promise<string> {
    const form = {
      From: call.from,
      To: call.to,
      Url: call.url,
      StatusCallback: call.statusCallback,
      Timeout: String(call.ringS),
      TimeLimit: String(call.limitS),
    };
    return (await this.#ask("/Calls.json", form, signal)).sid;
  }

  /** Gives a call other instructions, or hangs it up. */
  async updateCall(sid: string, update: CallUpdate, signal: AbortSignal): Promise<void> {
    const form: Record<string, string> = "url" in update
      ? { Url: update.url }
      : "twiml" in update
      ? { Twiml: update.twiml }
      : { Status: update.status };
    await this.#ask(`/Calls/${encodeURIComponent(sid)}.json`, form, signal);
  }

  /** A call's `CallStatus`: `queued`, `ringing`, `in-progress`, `completed`, `no-answer`… */
  async callStatus(sid: string, signal: AbortSignal): Promise<string> {
    return (await this.#ask(`/Calls/${encodeURIComponent(sid)}.json`, null, signal)).status ?? "";
  }

  async #ask(path: string, form: Record<string, string> | null, signal: AbortSignal): Promise<z.infer<typeof created>> {
    const answer = await ask({
      method: form === null ? "GET" : "POST",
      url: new URL(this.#base + path),
      headers: form === null
        ? this.#headers
        : { ...this.#headers, "content-type": "application/x-www-form-urlencoded" },
      signal,
      ...(form === null ? {} : { body: new URLSearchParams(form).toString() }),
    });
    const json = jsonOf(answer.body);
    const good = answer.status >= 200 && answer.status < 300 ? created.safeParse(json) : null;
    if (good?.success === true) return good.data;
    throw new TwilioRefused(answer.status, refused.safeParse(json).data?.code ?? null, answer.retryAfter);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

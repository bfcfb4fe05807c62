/**
 * The account and its numbers, as the doctor and `setup` ask Twilio for them. Sources:
 * twilio.com/docs/iam/api/account, /docs/phone-numbers/api/incomingphonenumber-resource.
 */

import * as z from "zod";
import { ask } from "../outgoing.ts";
import { type TwilioAccount, TwilioRefused } from "./rest.ts";
import { webhookUrl } from "./signature.ts";

/** Where a number's calls go. Fields as the API names them; "" is nothing. */
export interface Routing {
  readonly voice_url: string;
  readonly voice_method: string;
  readonly voice_fallback_url: string;
  readonly voice_fallback_method: string;
  readonly status_callback: string;
  readonly status_callback_method: string;
  /** An application or a trunk that takes the calls in the place of these URLs. */
  readonly voice_application_sid: string;
  readonly trunk_sid: string;
}

export interface OwnNumber extends Routing {
  readonly sid: string;
  /** E.164. */
  readonly phone_number: string;
  /** Null where Twilio does not say. */
  readonly canSpeak: boolean | null;
}

const text = z.string().nullish().transform((value) => value ?? "");
const method = z.string().nullish().transform((value) => value ?? "POST");
const number = z.object({
  sid: z.string(),
  phone_number: z.string(),
  voice_url: text,
  voice_method: method,
  voice_fallback_url: text,
  voice_fallback_method: method,
  status_callback: text,
  status_callback_method: method,
  voice_application_sid: text,
  trunk_sid: text,
  capabilities: z.object({ voice: z.boolean().optional() }).nullish().catch(null),
}).transform(({ capabilities, ...rest }) => ({ ...rest, canSpeak: capabilities?.voice ?? null }));
const numbers = z.object({ incoming_phone_numbers: z.array(number) });
const account = z.object({ status: z.string().optional(), type: z.string().optional() });
const refused = z.object({ code: z.number().int().nullable().optional() });

/** As many as the doctor looks through when it is not told which one. */
const PAGE = 50;

/** All of these throw `TwilioRefused`, or `NoAnswer` when there was none. */
export class TwilioNumbers {
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ accountSid, authToken, apiUrl }: TwilioAccount, private readonly timeoutMs: number) {
    this.#base = `${apiUrl.href.replace(/\/+$/, "")}/2010-04-01/Accounts/${accountSid}`;
    this.#headers = {
      authorization: `Basic ${new TextEncoder().encode(`${accountSid}:${authToken}`).toBase64()}`,
      accept: "application/json",
    };
  }

  /** The account's status (`active`, `suspended`, `closed`) and type (`Trial`, `Full`), where it says so. */
  async account(): Promise<z.infer<typeof account>> {
    return await this.#ask(account, ".json");
  }

  /** A number of this account; null when it is not one. */
  async find(phoneNumber: string): Promise<OwnNumber | null> {
    const query = `?PhoneNumber=${encodeURIComponent(phoneNumber)}`;
    const { incoming_phone_numbers: found } = await this.#ask(numbers, `/IncomingPhoneNumbers.json${query}`);
    return found.find(({ phone_number }) => phone_number === phoneNumber) ?? null;
  }

  /** The account's numbers, the first 50. */
  async list(): Promise<readonly OwnNumber[]> {
    return (await this.#ask(numbers, `/IncomingPhoneNumbers.json?PageSize=${PAGE}`)).incoming_phone_numbers;
  }

  /** Gives a number another routing. */
  async route(sid: string, routing: Partial<Routing>): Promise<void> {
    const form = new URLSearchParams(Object.entries(routing).map(([name, value]) => [parameterOf(name), value]));
    await this.#ask(z.object({ sid: z.string() }), `/IncomingPhoneNumbers/${encodeURIComponent(sid)}.json`, form);
  }

  async #ask<T>(shape: z.ZodType<T>, path: string, form?: URLSearchParams): Promise<T> {
    const answer = await ask({
      method: form === undefined ? "GET" : "POST",
      url: new URL(this.#base + path),
      headers: form === undefined
        ? this.#headers
        : { ...this.#headers, "content-type": "application/x-www-form-urlencoded" },
      signal: new AbortController().signal,
      timeoutMs: this.timeoutMs,
      ...(form === undefined ? {} : { body: form.toString() }),
    });
    const json = jsonOf(answer.body);
    const good = answer.status >= 200 && answer.status < 300 ? shape.safeParse(json) : null;
    if (good?.success === true) return good.data;
    throw new TwilioRefused(answer.status, refused.safeParse(json).data?.code ?? null, answer.retryAfter);
  }
}

/** Where a number's calls must go to reach us. */
export function ownRouting(publicUrl: URL): Routing {
  return {
    voice_url: webhookUrl(publicUrl, "/twilio/voice"),
    voice_method: "POST",
    voice_fallback_url: webhookUrl(publicUrl, "/twilio/fallback"),
    voice_fallback_method: "POST",
    status_callback: webhookUrl(publicUrl, "/twilio/status"),
    status_callback_method: "POST",
    voice_application_sid: "",
    trunk_sid: "",
  };
}

/** Whether two addresses are the same to Twilio's caller: connection overrides (`#rc=2`) do not count, nor does case of a host. */
export function isSameUrl(a: string, b: string): boolean {
  const plain = (text: string) => {
    const url = URL.parse(text);
    if (url === null) return text;
    url.hash = "";
    return url.href;
  };
  return plain(a) === plain(b);
}

/** `voice_fallback_url` → `VoiceFallbackUrl`. */
function parameterOf(field: string): string {
  return field.split("_").map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Twilio's REST API as far as it is used, on loopback: it refuses what Twilio refuses, and then does what Twilio does:
 * rings a unit, asks for TwiML with a signature, presses keys, and tells how the call ended. Sources:
 * twilio.com/docs/messaging/api/message-resource, /docs/voice/api/call-resource, /docs/api/errors.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Watch } from "../watch.ts";
import { NumberBook, type SimulatedNumber } from "./number_book.ts";
import { ring, type UnitBehaviour, type UnitCall, type UnitCallSetting } from "./unit_call.ts";

export interface RestApiOptions {
  readonly accountSid: string;
  readonly authToken: string;
  /** The name the service is known by, and where it really listens. */
  readonly publicUrl: string;
  readonly reachUrl?: string;
  /** What whoever has this number does; `answers` (and presses 1) unless it is said. */
  readonly unit?: (to: string, call: number) => UnitBehaviour;
  /** Answers a request in another way than Twilio would: a status and its code; null: as Twilio would. */
  readonly refuse?: (path: string, form: URLSearchParams) => { status: number; code?: number } | null;
  /** The account's numbers. */
  readonly numbers?: readonly SimulatedNumber[];
  /** `active` when it is not said. */
  readonly accountStatus?: string;
  /** Between the call's steps; default 5 ms. */
  readonly stepMs?: number;
}

/** A text that was taken. */
export interface Text {
  readonly sid: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly atMs: number;
}

export class RestApi implements AsyncDisposable {
  readonly texts: Text[] = [];
  readonly calls: UnitCall[] = [];
  /** What came and was refused: Twilio's code of each. */
  readonly refused: number[] = [];
  /** The account's numbers, as they stand. */
  readonly numbers: NumberBook;
  readonly #watch = new Watch();
  readonly #ringing = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  /** Where the service really listens; may be told later. */
  reachUrl: string | undefined;

  constructor(private readonly server: Server, readonly url: string, readonly options: RestApiOptions) {
    this.reachUrl = options.reachUrl;
    this.numbers = new NumberBook(options.numbers ?? []);
  }

  /** Comes back when `isThere` says so of texts and calls. Throws after `deadlineMs`. */
  until(isThere: (api: RestApi) => boolean, deadlineMs: number, what: string): Promise<void> {
    return this.#watch.until(() => isThere(this), deadlineMs, what);
  }

  /** Answers one request. */
  answer(method: string, path: string, form: URLSearchParams): { status: number; json: unknown } {
    const wanted = this.options.refuse?.(path, form) ?? null;
    const told = wanted === null ? this.#told(method, path, form) : null;
    if (told !== null) return told;
    const code = wanted === null ? mistakeIn(method, path, form) : wanted.code ?? 20500;
    if (wanted !== null || code !== null) {
      this.refused.push(code ?? 0);
      return {
        status: wanted?.status ?? 400,
        json: { code, message: `Refused: ${form.get("To")}`, status: wanted?.status ?? 400 },
      };
    }
    const call = this.calls.find(({ sid }) => path.endsWith(`/Calls/${sid}.json`));
    if (call !== undefined) return this.#known(method, call, form);
    if (/\/Calls\/\w+\.json$/.test(path)) return { status: 404, json: { code: 20404, status: 404 } };
    return path.endsWith("/Messages.json") ? this.#text(form) : this.#call(form);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#ringing);
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** What it tells of the account and its numbers; null when that is not what is asked. */
  #told(method: string, path: string, form: URLSearchParams): { status: number; json: unknown } | null {
    if (method === "GET" && path.endsWith(`/Accounts/${this.options.accountSid}.json`)) {
      const { accountSid: sid, accountStatus: status = "active" } = this.options;
      return { status: 200, json: { sid, status, type: "Full", friendly_name: "Simulated" } };
    }
    return this.numbers.answer(method, path, form);
  }

  #text(form: URLSearchParams): { status: number; json: unknown } {
    const [from, to, body] = ["From", "To", "Body"].map((name) => form.get(name) ?? "") as [string, string, string];
    const text = { sid: newSid("SM"), from, to, body, atMs: Date.now() };
    this.texts.push(text);
    this.#watch.look();
    return { status: 201, json: { sid: text.sid, status: "queued" } };
  }

  #call(form: URLSearchParams): { status: number; json: unknown } {
    const [from, to] = [form.get("From") ?? "", form.get("To") ?? ""];
    const call: UnitCall = { sid: newSid("CA"), from, to, status: "queued", heard: [], keys: [], atMs: Date.now() };
    this.calls.push(call);
    const { accountSid, authToken, publicUrl, unit = () => "answers", stepMs = 5 } = this.options;
    const behaviour = unit(to, this.calls.filter((other) => other.to === to).length);
    const urls = { url: form.get("Url")!, statusCallback: form.get("StatusCallback") };
    const setting: UnitCallSetting = {
      ...{ accountSid, authToken, publicUrl, reachUrl: this.reachUrl, stepMs, behaviour, ...urls },
      signal: this.#closing.signal,
    };
    const ringing = ring(call, setting, () => this.#watch.look()).finally(() => this.#ringing.delete(ringing));
    this.#ringing.add(ringing);
    this.#watch.look();
    return { status: 201, json: { sid: call.sid, status: "queued" } };
  }

  #known(method: string, call: UnitCall, form: URLSearchParams): { status: number; json: unknown } {
    if (method === "POST" && form.get("Status") === "completed") call.status = "completed";
    return { status: 200, json: { sid: call.sid, status: call.status } };
  }
}

/** Starts one on a free port. */
export async function startRestApi(options: RestApiOptions): Promise<RestApi> {
  const server = createServer((request, response) => {
    formOf(request).then((form) => respond(api, request, response, form), () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const api = new RestApi(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, options);
  return api;
}

function respond(api: RestApi, request: IncomingMessage, response: ServerResponse, form: URLSearchParams): void {
  const { accountSid, authToken } = api.options;
  const path = request.url ?? "";
  const isOurs = request.headers.authorization === `Basic ${btoa(`${accountSid}:${authToken}`)}`;
  const { status, json } = !isOurs
    ? { status: 401, json: { code: 20003, message: "Authenticate", status: 401 } }
    : !path.startsWith(`/2010-04-01/Accounts/${accountSid}/`) && path !== `/2010-04-01/Accounts/${accountSid}.json`
    ? { status: 404, json: { code: 20404, message: "Not found", status: 404 } }
    : api.answer(request.method ?? "", path, form);
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
}

/** Twilio's code for what is wrong with a request; null when nothing is. */
function mistakeIn(method: string, path: string, form: URLSearchParams): number | null {
  if (/\/Calls\/\w+\.json$/.test(path)) return null;
  if (method !== "POST" || !/\/(Messages|Calls)\.json$/.test(path)) return 20004;
  const isText = path.endsWith("/Messages.json");
  if (!/^\+[1-9]\d{6,14}$/.test(form.get("To") ?? "")) return 21211;
  if (!/^\+[1-9]\d{6,14}$/.test(form.get("From") ?? "")) return 21212;
  const body = form.get("Body") ?? "";
  if (isText) return body === "" ? 21602 : body.length > 1_600 ? 21617 : null;
  if (!URL.canParse(form.get("Url") ?? "")) return 21205;
  const callback = form.get("StatusCallback");
  return callback !== null && !URL.canParse(callback) ? 21609 : null;
}

function newSid(kind: string): string {
  return kind + crypto.randomUUID().replaceAll("-", "");
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of request) text += decoder.decode(piece, { stream: true });
  return new URLSearchParams(text);
}

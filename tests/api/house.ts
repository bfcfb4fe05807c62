/** The API over a store in memory, at noon; every answer is held against the description that the API gives of itself. */

import { api, type ApiPorts } from "../../src/api/api.ts";
import { EventTail } from "../../src/api/event_tail.ts";
import type { DeskPorts } from "../../src/desk/desk.ts";
import { builtInProtocol } from "../../src/intake/builtin.ts";
import { type Database, openMemory } from "../../src/store/store.ts";
import { NOON_MS } from "../store/records.ts";
import { checkAnswer } from "./described.ts";

export const TOKEN = "token-0123456789";

/** Whoever is to be told of what is worked. */
export const RECIPIENTS = { webhook: true, sms: ["+12025550199"], calls: [], ticketscad: false, resgrid: false };

export interface ApiHouse {
  /** Every request carries the token unless it says otherwise. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  readonly store: Database;
  readonly tail: EventTail;
  /** How often somebody was told that messages wait. */
  wakes(): number;
  readonly failures: unknown[];
}

/** The API's ports over a store. */
export function apiPorts(store: Database, changes: Partial<ApiPorts> = {}): ApiPorts {
  const desk: DeskPorts = {
    store,
    protocol: builtInProtocol("police"),
    recipients: RECIPIENTS,
    timeZone: "UTC",
    locate: () => null,
    now: () => new Date(NOON_MS),
    news: { messagesWait() {}, alarm() {} },
  };
  const failed = (error: unknown) => {
    throw error;
  };
  const issuer = { agency: "police.example", element: "dispatcher.example" };
  const tail = changes.tail ?? new EventTail(store, failed);
  return { store, token: TOKEN, dataDir: "/nowhere", desk, tail, issuer, failed, nowMs: () => 0, ...changes };
}

/** The API, as a function of requests. */
export function openApi(store: Database, changes: Partial<ApiPorts> = {}) {
  return api(apiPorts(store, changes));
}

/** Opens a house, and closes it when the check is over. */
export async function inHouse(
  check: (house: ApiHouse) => Promise<void>,
  changes: Partial<ApiPorts> = {},
): Promise<void> {
  const opened = await openMemory(() => NOON_MS);
  const failures: unknown[] = [];
  const tail = new EventTail(opened, (error) => failures.push(error));
  const store = tail.watching(opened);
  let wakes = 0;
  const ports = apiPorts(store, { tail, failed: (error) => failures.push(error), ...changes });
  const news = { ...ports.desk.news, messagesWait: () => wakes += 1 };
  const app = api({ ...ports, desk: { ...ports.desk, news } });
  const ask: ApiHouse["ask"] = async (path, init = {}) => {
    const response = await app.request(path, { headers: { authorization: `Bearer ${TOKEN}` }, ...init });
    await checkAnswer(init.method ?? "GET", path, response);
    return response;
  };
  const post: ApiHouse["post"] = (path, body, headers = {}) =>
    ask(path, {
      method: "POST",
      body: typeof body === "string" ? body : JSON.stringify(body),
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json", ...headers },
    });
  try {
    await check({ ask, post, store, tail, wakes: () => wakes, failures });
  } finally {
    await tail.close();
    await opened.close();
  }
}

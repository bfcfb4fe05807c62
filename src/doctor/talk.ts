/**
 * A conversation with one model: the session a call would ask for, a spoken reply, and on a second connection known
 * speech, its transcript, a tool and its answer. Every wait has a limit; what failed is told, and the rest goes on.
 */

import type { FaultCode } from "../call/call.ts";
import type { Config } from "../config/config.ts";
import {
  concernsUpdate,
  created,
  type Handshake,
  type Progress,
  refused,
  startHandshake,
  updated,
} from "../openai/handshake.ts";
import type { Json } from "../openai/session.ts";
import { modelSettings } from "../openai/settings.ts";
import type { ModelSettings } from "../openai/socket.ts";
import { Exchange } from "./exchange.ts";
import { hear, type Hearing } from "./hearing.ts";
import { http } from "./http.ts";
import { type Reply, replyTo } from "./reply.ts";
import { callTool, type ToolTrip } from "./tool_trip.ts";

/** How a session came to stand, or did not. */
export interface Opening {
  readonly model: string;
  /** What was refused and mended on the way, or kept it from standing. */
  readonly faults: readonly { readonly code: FaultCode; readonly detail: string }[];
  readonly stands: boolean;
  /** What was asked for, and what `session.updated` says is in force. */
  readonly asked: Json;
  readonly echo: Json | null;
  readonly createdMs: number | null;
  readonly updatedMs: number | null;
  readonly ms: number;
}

/** All of it; each part as soon as it is known. Null: the session did not stand. */
export interface Talk {
  readonly exchanges: readonly Exchange[];
  readonly opening: Promise<Opening>;
  readonly reply: Promise<Reply | null>;
  readonly hearing: Promise<Hearing | null>;
  readonly tool: Promise<ToolTrip | null>;
  /** `rate_limits.updated`, the latest of each name. */
  readonly limits: Promise<readonly Json[]>;
}

/** Said and judged: short, so that listening to it is short. */
const SENTENCE = 'Say this and nothing else: "Hello. This is a test of the telephone line."';

/** From the dial to `session.created`, from the update to its echo. */
const STEP_MS = 6_000;

/** `rate_limits.updated` was seen 43 ms after `response.done`. */
const LIMITS_MS = 600;

/** What a refused handshake says when it is asked again without an upgrade. */
const BODY_MS = 3_000;
const BODY_CHARACTERS = 200;

/** Begins to talk. `model`: undefined is the first one. */
export function talk(config: Config, now: Date, model?: string): Talk {
  const settings = modelSettings(config, { now, callerId: true }, model);
  const spoken = open(settings, now);
  const heard = open(settings, now);
  const reply = spoken.opening.then((opening) => opening.stands ? speak(spoken.exchange) : null);
  const hearing = heard.opening.then((opening) => opening.stands ? hear(heard.exchange) : null);
  const tool = hearing.then((result) => result === null ? null : callTool(heard.exchange, settings, result));
  const limits = Promise.all([reply, tool]).then(() => limitsOf([spoken.exchange, heard.exchange]));
  limits.finally(() => {
    spoken.exchange.close();
    heard.exchange.close();
  });
  return { exchanges: [spoken.exchange, heard.exchange], opening: spoken.opening, reply, hearing, tool, limits };
}

async function speak(exchange: Exchange): Promise<Reply> {
  const response = { output_modalities: ["audio"], instructions: SENTENCE, tool_choice: "none" };
  return await replyTo(exchange, JSON.stringify({ type: "response.create", event_id: "reply:", response }));
}

function open(settings: ModelSettings, now: Date): { exchange: Exchange; opening: Promise<Opening> } {
  const exchange = new Exchange(settings.url, settings.apiKey, now);
  return { exchange, opening: handshake(exchange, settings) };
}

/** The handshake of a live call, with its own rules. */
async function handshake(exchange: Exchange, { model, session, url, apiKey }: ModelSettings): Promise<Opening> {
  let state: Handshake = startHandshake(session);
  const faults: { code: FaultCode; detail: string }[] = [];
  const at: { createdMs: number | null; updatedMs: number | null } = { createdMs: null, updatedMs: null };
  let echo: Json | null = null;
  let asked = session;
  for (let seen = 0; state.phase !== "ready" && state.phase !== "failed" && !exchange.isOver;) {
    const entry = await exchange.until((entry) => entry.from === "vendor" ? entry : null, STEP_MS, seen);
    if (entry === null) {
      if (!exchange.isOver) {
        exchange.lose(SILENT, `no ${at.createdMs === null ? "session.created" : "session.updated"}`);
      }
      break;
    }
    seen = exchange.entries.indexOf(entry) + 1;
    const progress = step(state, entry);
    if (progress === null) continue;
    if (entry.type === "session.created") at.createdMs ??= entry.atMs;
    if (entry.type === "session.updated") {
      at.updatedMs = entry.atMs;
      echo = entry.message["session"] as Json;
    }
    state = progress.handshake;
    if (progress.send !== null) {
      asked = state.session;
      exchange.send(progress.send);
    }
    const detail = entry.reading?.kind === "error" ? `: ${entry.reading.error.message}` : "";
    if (progress.news?.type === "faulted") {
      faults.push({ code: progress.news.code, detail: progress.news.action + detail });
    }
    if (progress.news?.type === "lost") {
      faults.push({ code: progress.news.code, detail: progress.news.detail + detail });
    }
  }
  if (exchange.loss !== null) faults.push({ code: exchange.loss.code, detail: await lossText(exchange, url, apiKey) });
  const stands = state.phase === "ready" && exchange.loss === null;
  if (!stands) exchange.close();
  return { model, faults, stands, asked, echo, ...at, ms: Math.round(exchange.nowMs) };
}

const SILENT = { code: "unreachable", row: "DNS, TCP, TLS", isFatal: true } as const;

/** What the handshake makes of a message; null when it is nothing to it. */
function step(state: Handshake, { reading }: Exchange["entries"][number]): Progress | null {
  switch (reading?.kind) {
    case "created":
      return created(state);
    case "updated":
      return updated(state, reading.session);
    case "error":
      return concernsUpdate(state, reading.error) ? refused(state, reading.error) : null;
    default:
      return null;
  }
}

/** An HTTP status in place of an upgrade has a body, which only a plain request can read. */
async function lossText(exchange: Exchange, url: URL, apiKey: string): Promise<string> {
  const { code, detail } = exchange.loss!;
  if (code !== "handshake_refused" && !/HTTP/.test(detail)) return detail;
  const plain = new URL(url.href.replace(/^ws/, "http"));
  const got = await http({ url: plain, headers: { authorization: `Bearer ${apiKey}` }, limitMs: BODY_MS });
  if ("failure" in got) return detail;
  return `${detail}; asked without an upgrade: ${got.body.replace(/\s+/g, " ").slice(0, BODY_CHARACTERS)}`;
}

async function limitsOf(exchanges: readonly Exchange[]): Promise<readonly Json[]> {
  const named = new Map<unknown, Json>();
  for (const exchange of exchanges) {
    await exchange.until(({ type }) => type === "rate_limits.updated" ? true : null, LIMITS_MS);
    for (const { type, message } of exchange.entries) {
      const limits = message["rate_limits"];
      if (type !== "rate_limits.updated" || !Array.isArray(limits)) continue;
      for (const limit of limits as Json[]) named.set(limit["name"], limit);
    }
  }
  return [...named.values()];
}

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

/** One side of a conversation: a connection, and what was made of it. Null: the session did not stand. */
interface Line<T> {
  readonly exchange: Exchange;
  readonly opening: Promise<Opening>;
  readonly result: Promise<T | null>;
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

/** A conversation: each of its two connections is made when it is first asked for. */
export class Talk {
  #spoken: Line<Reply> | null = null;
  #heard: (Line<Hearing> & { readonly tool: Promise<ToolTrip | null> }) | null = null;
  readonly #settings: ModelSettings;

  /** `model`: undefined is the first one. */
  constructor(config: Config, private readonly now: () => Date, model?: string) {
    this.#settings = modelSettings(config, { now: now(), callerId: true }, model);
  }

  /** How the session came to stand. */
  get opening(): Promise<Opening> {
    return this.#speaking.opening;
  }

  /** A spoken reply. */
  get reply(): Promise<Reply | null> {
    return this.#speaking.result;
  }

  /** What became of known speech. */
  get hearing(): Promise<Hearing | null> {
    return this.#listening.result;
  }

  /** A tool's way there and back. */
  get tool(): Promise<ToolTrip | null> {
    return this.#listening.tool;
  }

  /** `rate_limits.updated`, the latest of each name. */
  get limits(): Promise<readonly Json[]> {
    return this.reply.then(() => limitsOf(this.#speaking.exchange));
  }

  /** The connections that were made. */
  get exchanges(): readonly Exchange[] {
    return [this.#spoken, this.#heard].flatMap((line) => line === null ? [] : [line.exchange]);
  }

  /** Ends it, when all that was asked for is known. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#spoken?.result, this.#heard?.tool]);
    for (const exchange of this.exchanges) exchange.close();
  }

  get #speaking(): Line<Reply> {
    return this.#spoken ??= this.#open(speak);
  }

  get #listening(): Line<Hearing> & { readonly tool: Promise<ToolTrip | null> } {
    if (this.#heard !== null) return this.#heard;
    const line = this.#open(hear);
    const tool = line.result.then((heard) => heard === null ? null : callTool(line.exchange, this.#settings, heard));
    return this.#heard = { ...line, tool };
  }

  #open<T>(go: (exchange: Exchange) => Promise<T>): Line<T> {
    const { url, apiKey } = this.#settings;
    const exchange = new Exchange(url, apiKey, this.now());
    const opening = handshake(exchange, this.#settings);
    return { exchange, opening, result: opening.then((opening) => opening.stands ? go(exchange) : null) };
  }
}

async function speak(exchange: Exchange): Promise<Reply> {
  const response = { output_modalities: ["audio"], instructions: SENTENCE, tool_choice: "none" };
  return await replyTo(exchange, JSON.stringify({ type: "response.create", event_id: "reply:", response }));
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

async function limitsOf(exchange: Exchange): Promise<readonly Json[]> {
  const named = new Map<unknown, Json>();
  await exchange.until(({ type }) => type === "rate_limits.updated" ? true : null, LIMITS_MS);
  for (const { type, message } of exchange.entries) {
    const limits = message["rate_limits"];
    if (type !== "rate_limits.updated" || !Array.isArray(limits)) continue;
    for (const limit of limits as Json[]) named.set(limit["name"], limit);
  }
  return [...named.values()];
}

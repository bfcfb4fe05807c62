/**
 * What the vendor's support asks for, as one JSON file: ids of sessions, events, responses and requests, times, the exact
 * exchange; without secrets, audio and anybody's words.
 */

import type { RecordedCall } from "../journal_reader.ts";
import type { Json } from "../openai/session.ts";
import type { Bench } from "./bench.ts";
import type { Report } from "./doctor.ts";
import type { Entry, Exchange } from "./exchange.ts";
import { type Mask, mask, maskWithin } from "./mask.ts";

/** Fields that hold words that somebody said, or that were made of them. */
const WORDS: ReadonlySet<string> = new Set([
  "digit",
  "transcript",
  "text",
  "arguments",
  "output",
  "words",
  "summary",
  "facts",
  "result",
]);

/** Kept for the vendor: they are not anybody's. */
const HEADERS = [
  "x-request-id",
  "openai-organization",
  "openai-project",
  "openai-version",
  "openai-processing-ms",
  "date",
  "content-type",
];

/** The file's text for a run of the doctor. */
export function supportOf(report: Report, bench: Bench, version: string): string {
  const exchanges = bench.talks.flatMap(({ exchanges }) => exchanges);
  const file = {
    program: `dispatcher ${version}`,
    startedAt: report.startedAt,
    checks: report.checks.filter(({ id }) => !id.startsWith("twilio_")).map((row) => ({
      ...row,
      seen: unquoted(row.seen),
    })),
    requests: bench.asked.map(({ url, method = "GET", atMs, got }) => ({
      at: new Date(atMs).toISOString(),
      request: `${method} ${url.href}`,
      ...("failure" in got ? { failure: got.failure } : { status: got.status, headers: kept(got.headers), ms: got.ms }),
    })),
    connections: exchanges.map((exchange) => connection(exchange)),
  };
  return `${JSON.stringify(maskWithin(file, bench.mask), null, 1)}\n`;
}

/** The file's text for calls that were recorded. */
export function supportOfJournal(calls: readonly RecordedCall[], checks: readonly unknown[], version: string): string {
  const file = {
    program: `dispatcher ${version}`,
    checks,
    calls: calls.map(({ sid, steps }) => ({
      call: sid,
      ids: idsIn(steps.map(({ event }) => event)),
      // Pieces of the caller's sound are alike, fifty a second.
      events: steps.filter(({ event }) => event.type !== "caller_audio").map(({ event, effects }) => ({
        ...wordless(withoutAudio(event)) as Json,
        ...(effects === null || effects.length === 0 ? {} : { effects: wordless(effects) }),
      })),
    })),
  };
  return `${JSON.stringify(maskWithin(file, mask as Mask), null, 1)}\n`;
}

function connection(exchange: Exchange): Json {
  const { url, startedAt, entries } = exchange;
  return {
    startedAt: startedAt.toISOString(),
    url: url.href,
    ids: idsIn(entries.map(({ message }) => message)),
    events: folded(entries).map(({ atMs, from, type, message }) => ({
      at: new Date(startedAt.getTime() + atMs).toISOString(),
      atMs,
      from,
      type,
      message: wordless(message),
    })),
  };
}

/** Frames of sound by their number: fifty a second tell nothing each. */
function folded(entries: readonly Entry[]): readonly Entry[] {
  const all: Entry[] = [];
  let frames = 0;
  for (const entry of entries) {
    if (entry.type !== "input_audio_buffer.append") {
      all.push(entry);
      frames = 0;
    } else if (++frames === 1) all.push(entry);
    else all[all.length - 1] = { ...all.at(-1)!, message: { type: entry.type, frames } };
  }
  return all;
}

/** What was heard stands in quotes. */
function unquoted(seen: string): string {
  return seen.replace(/"[^"]*"/g, (words) => `(${words.length - 2} characters removed)`);
}

/** Every id in the messages, by its kind. */
function idsIn(messages: readonly unknown[]): Record<string, string[]> {
  const found: Record<string, Set<string>> = {};
  const look = (value: unknown, key: string, parent: string): void => {
    if (typeof value === "string" && /(^|_)id$|Id$/.test(key)) {
      (found[key === "id" ? `${parent}_id` : key] ??= new Set()).add(value);
    } else if (Array.isArray(value)) { for (const inner of value) look(inner, key, parent); }
    else if (typeof value === "object" && value !== null) {
      for (const [inner, content] of Object.entries(value)) look(content, inner, key);
    }
  };
  for (const message of messages) look(message, "", "");
  return Object.fromEntries(Object.entries(found).map(([kind, ids]) => [kind, [...ids]]));
}

/** The same value, each word of somebody's by its length. */
function wordless(value: unknown, key = ""): unknown {
  if (typeof value === "string") {
    // A reason is a word of ours or of the vendor's, or what the model made of the caller's.
    const isWords = WORDS.has(key) || key === "reason" && !/^[a-z_]+$/.test(value);
    return isWords || key === "delta" && !value.startsWith("(") ? `(${value.length} characters removed)` : value;
  }
  if (Array.isArray(value)) return value.map((inner) => wordless(inner));
  if (typeof value !== "object" || value === null) return value;
  if (key === "facts") return "(removed)";
  return Object.fromEntries(Object.entries(value).map(([inner, content]) => [inner, wordless(content, inner)]));
}

function withoutAudio(event: object): object {
  if (!("audio" in event)) return event;
  const { audio, ...rest } = event as { audio: { ulaw: Uint8Array } };
  return { ...rest, bytes: audio.ulaw.length };
}

function kept(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(HEADERS.flatMap((name) => headers[name] === undefined ? [] : [[name, headers[name]]]));
}

/** What happened on a simulated call, with times: what tests measure and a demo shows. */

/** Why a mark was echoed: its audio was played, nothing was buffered, or a `clear` returned it unheard. */
export type MarkReason = "played" | "nothing_buffered" | "cleared";

/** Who ended a media stream: the service or its end, the caller's hang-up, or the simulated network. */
export type StreamEnder = "service" | "caller" | "lost";

/** What can happen. */
export type CallFact =
  /** A request of ours was answered; `status` null: it was not, and an `error` follows. */
  | { type: "requested"; url: string; callStatus: string; status: number | null; tookMs: number }
  | { type: "verb"; name: string; detail: string }
  | { type: "stream_opened"; streamSid: string; url: string }
  | { type: "media_received"; bytes: number; bufferedBytes: number }
  | { type: "mark_received"; name: string }
  | { type: "mark_returned"; name: string; why: MarkReason }
  | { type: "clear_received"; droppedBytes: number; runBytes: number }
  /** Code 1006: the connection ended without a closing handshake. */
  | { type: "stream_closed"; by: StreamEnder; code: number; reason: string }
  /** Twilio's error and warning codes (PROTOCOLS.md 3.4). The wire warns once per stream; here all are noted. */
  | { type: "error"; code: number; detail: string }
  | { type: "warning"; code: number; detail: string };

/** A fact and when, ms on the call's clock: the ear's. */
export type LogEntry = CallFact & { atMs: number };

/** Facts kept: ten minutes of 20 ms media twice over, and everything else. Later ones are counted only. */
const ENTRIES_KEPT = 80_000;

/** The log of one call. */
export class CallLog {
  readonly #nowMs: () => number;
  readonly #entries: LogEntry[] = [];
  readonly #listeners = new Set<(entry: LogEntry) => void>();
  #dropped = 0;

  /** `nowMs` is the call's clock. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** All that was kept, in order. */
  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  /** How many were not kept. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Notes a fact. */
  add(fact: CallFact): void {
    const entry: LogEntry = { ...fact, atMs: this.#nowMs() };
    if (this.#entries.length < ENTRIES_KEPT) this.#entries.push(entry);
    else this.#dropped++;
    for (const listener of this.#listeners) listener(entry);
  }

  /** The entries of one type, in order. */
  of<Type extends LogEntry["type"]>(type: Type): Extract<LogEntry, { type: Type }>[] {
    return this.#entries.filter((entry): entry is Extract<LogEntry, { type: Type }> => entry.type === type);
  }

  /** Tells about each fact as it is noted, until the returned function is called. */
  follow(listener: (entry: LogEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** One session as its test sees it: what came in, what went out, how it ended, and the means to end it badly. */

import { Engine } from "./engine.ts";
import type { Handshake } from "./admission.ts";
import type { Complaint } from "./complaint.ts";
import type { Item } from "./conversation.ts";
import type { Mind } from "./mind.ts";
import type { Faults, Timing } from "./options.ts";
import { Outlet } from "./outlet.ts";
import type { Session } from "./session.ts";
import { Tape } from "./tape.ts";
import { Waits } from "./waits.ts";

/** A message of the client as it came; of an append the length stands for the audio. Times: `performance.now()`. */
export interface Received {
  readonly atMs: number;
  readonly event: Readonly<Record<string, unknown>>;
}

/** How a session ended; 1006 is a connection gone without a close. */
export interface Closed {
  readonly atMs: number;
  readonly code: number;
  readonly reason: string;
  readonly by: "client" | "simulator";
}

/** The part of a socket that a session uses. */
export interface Pipe {
  send(text: string): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

/** What a session is given. */
export interface SessionHost {
  readonly index: number;
  readonly attempt: number;
  readonly handshake: Handshake;
  readonly model: string;
  readonly mind: Mind;
  readonly timing: Timing;
  readonly faults: Faults;
  readonly pipe: Pipe;
}

/** G.711 has 8 bytes a millisecond: what `keepMs` is counted in. */
const BYTES_PER_MS = 8;

/** One session of the simulated API. */
export class SimulatedSession {
  /** The how-manieth session this is, and of which attempt to connect; both from 0. */
  readonly index: number;
  readonly attempt: number;
  /** Of the handshake; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly model: string;
  /** Client messages in order. A message that was no JSON object is `{ raw }`. */
  readonly received: Received[] = [];
  /** `error` objects that were sent. */
  readonly errors: Complaint[] = [];
  /** What the mind did wrong: the test's own mistakes. */
  readonly problems: string[] = [];
  /** Whether audio came before the first `session.updated`: it would be heard on the default settings. */
  hadEarlyAudio = false;
  closed: Closed | null = null;
  readonly #host: SessionHost;
  readonly #engine: Engine;
  readonly #outlet: Outlet;
  readonly #waits = new Waits();
  readonly #audio = new Tape();
  readonly #sent = new Map<string, number>();
  #isFrozen = false;

  /** A session that has not begun. */
  constructor(host: SessionHost) {
    this.#host = host;
    this.index = host.index;
    this.attempt = host.attempt;
    this.headers = host.handshake.headers;
    this.model = host.model;
    const tag = `S${host.index}${Math.random().toString(36).slice(2, 6)}`;
    this.#outlet = new Outlet(tag, (type, text) => this.#write(type, text), host.faults.areErrorsAnonymous === true);
    this.#engine = new Engine({
      outlet: this.#outlet,
      mind: this.#guarded(host.mind),
      model: host.model,
      timing: host.timing,
      faults: host.faults,
      onAudio: (bytes) => this.#onAudio(bytes),
      onProblem: (problem) => this.#onProblem(problem),
      close: (code, reason) => this.close(code, reason),
    });
  }

  /** The conversation's items, oldest first. */
  get items(): readonly Item[] {
    return this.#engine.conversation.items;
  }

  /** The configuration in force. */
  get session(): Session {
    return this.#engine.session;
  }

  /** The reply under way; null when there is none. */
  get activeReplyId(): string | null {
    return this.#engine.activeReplyId;
  }

  /** Audio of the caller, byte for byte, as far as it is kept. */
  get callerAudio(): Uint8Array {
    return this.#audio.view().slice();
  }

  /** All audio of the caller, ms, kept or not. */
  get heardMs(): number {
    return this.#engine.clockMs;
  }

  /** How many events of this type were sent. */
  sent(type: string): number {
    return this.#sent.get(type) ?? 0;
  }

  /** Client events of this type, in order. */
  receivedOf(type: string): Readonly<Record<string, unknown>>[] {
    return this.received.flatMap(({ event }) => event["type"] === type ? [event] : []);
  }

  /**
   * Resolves when `probe` is true, looked at after every message in and out.
   * @throws Error naming `what`, when it is not within `deadlineMs`, or the session ends or goes wrong before.
   */
  until(probe: () => boolean, deadlineMs: number, what: string): Promise<void> {
    if (this.problems.length > 0) return Promise.reject(new Error(`Waited for ${what}: ${this.problems.join("; ")}`));
    if (this.closed !== null && !probe()) return Promise.reject(new Error(`Waited for ${what}: the session has ended`));
    return this.#waits.until(probe, deadlineMs, what);
  }

  /** Sends any text, whatever it is. */
  sendRaw(text: string): void {
    this.#host.pipe.send(text);
  }

  /** The model replies without being asked: the mind is asked now. */
  replyUnasked(): void {
    this.#engine.replyUnasked();
  }

  /** The connection is gone, without a close. */
  drop(): void {
    this.#end({ code: 1006, reason: "", by: "simulator" });
    this.#host.pipe.terminate();
  }

  /** The session stays open, takes everything and says nothing more. */
  freeze(): void {
    this.#isFrozen = true;
  }

  /** Closes. */
  close(code = 1000, reason = ""): void {
    this.#end({ code, reason, by: "simulator" });
    this.#host.pipe.close(code, reason);
  }

  /** Begins: `session.created`, or the error and close that this session is meant to begin with. */
  open(): void {
    const { refusal, refusalCloseCode } = this.#host.faults;
    if (refusal === undefined) return this.#engine.open();
    this.refuse({ ...refusal, param: null }, refusalCloseCode ?? 4000);
  }

  /** Complains and closes, as the API does with who may not come in. */
  refuse(complaint: Complaint, closeCode: number): void {
    this.#outlet.complain(complaint);
    this.close(closeCode, `${complaint.type}.${complaint.code}`);
  }

  /** A message came. */
  receive(data: string | Uint8Array): void {
    if (this.closed !== null) return;
    const event = typeof data === "string" ? parsed(data) : null;
    if (this.#host.timing.keepMs > 0) {
      this.received.push({ atMs: performance.now(), event: event === null ? { raw: data } : brief(event) });
    }
    if (event !== null) this.#engine.take(event);
    else {
      const [code, message] = typeof data === "string"
        ? ["invalid_json", "We could not parse the JSON body of your event."]
        : ["invalid_event", "Binary messages are not supported. Please send JSON text messages."];
      this.#outlet.complain({ type: "invalid_request_error", code, message, param: null });
    }
    this.#waits.look();
  }

  /** The socket is closed. */
  onClose(code: number, reason: string): void {
    this.#end({ code, reason, by: "client" });
  }

  #end(how: Omit<Closed, "atMs">): void {
    if (this.closed !== null) return;
    this.closed = { ...how, atMs: performance.now() };
    this.#engine.end();
    this.#waits.look();
    this.#waits.end(`the session ended with ${how.code} ${how.reason} by the ${how.by}`);
  }

  #write(type: string, text: string): void {
    if (this.closed !== null || this.#isFrozen) return;
    this.#sent.set(type, this.sent(type) + 1);
    if (type === "error") this.errors.push(JSON.parse(text).error);
    this.#host.pipe.send(text);
    this.#waits.look();
    const { end, repliesUnasked } = this.#host.faults;
    if (repliesUnasked === true && type === "session.updated") this.replyUnasked();
    if (end?.after !== type || this.sent(type) !== (end.count ?? 1)) return;
    if (end.how === "drop") this.drop();
    else if (end.how === "freeze") this.freeze();
    else this.close(end.how.code, end.how.reason);
  }

  #onAudio(bytes: Uint8Array): void {
    if (this.sent("session.updated") === 0) this.hadEarlyAudio = true;
    const left = this.#host.timing.keepMs * BYTES_PER_MS - this.#audio.end;
    if (left > 0) this.#audio.append(bytes.subarray(0, left));
  }

  #onProblem(problem: string): void {
    this.problems.push(problem);
    this.#waits.end(problem);
  }

  /** A mind that throws ends its session, and says so in every wait on it. */
  #guarded(mind: Mind): Mind {
    const guard = <T>(think: () => T, otherwise: T): T => {
      try {
        return think();
      } catch (error) {
        this.#onProblem(`The mind threw: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
        this.close(1011, "the simulator's mind threw");
        return otherwise;
      }
    };
    return {
      hear: (turn) => guard(() => mind.hear(turn), null),
      reply: (context) => guard(() => mind.reply(context), { fault: "stall" }),
    };
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? value as Record<string, unknown>
      : null;
  } catch {
    return null;
  }
}

/** The audio of an append is on the tape already. */
function brief(event: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (event["type"] !== "input_audio_buffer.append" || typeof event["audio"] !== "string") return event;
  const { audio, ...rest } = event;
  return { ...rest, audioLength: (audio as string).length };
}

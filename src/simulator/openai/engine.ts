/**
 * One Realtime session without its socket: client events go in, server events come out. GA protocol over WebSocket
 * (platform.openai.com/docs/api-reference/realtime). Left out: `idle_timeout_ms`, MCP, stored prompts, token truncation.
 */

import { Alarms } from "./alarms.ts";
import { type ClientEvent, readClientEvent } from "./client_events.ts";
import { Refusal, unknownParameter } from "./complaint.ts";
import { Conversation } from "./conversation.ts";
import { itemOf } from "./items.ts";
import type { Mind } from "./mind.ts";
import type { Faults, Timing } from "./options.ts";
import type { Outlet } from "./outlet.ts";
import { Replies } from "./replies.ts";
import { defaultSession, type Session, updateSession } from "./session.ts";
import { Turns } from "./turns.ts";

/** What a session is given. */
export interface EngineHost {
  readonly outlet: Outlet;
  readonly mind: Mind;
  readonly model: string;
  readonly timing: Timing;
  readonly faults: Faults;
  /** Audio of the caller came. */
  readonly onAudio: (bytes: Uint8Array) => void;
  readonly onProblem: (problem: string) => void;
  readonly close: (code: number, reason: string) => void;
}

const PCM = { type: "audio/pcm", rate: 24_000 } as const;

/** One session. */
export class Engine {
  readonly conversation = new Conversation();
  readonly #host: EngineHost;
  readonly #alarms = new Alarms();
  readonly #replies: Replies;
  readonly #turns: Turns;
  #session: Session;

  /** A session that has not begun. */
  constructor(host: EngineHost) {
    this.#host = host;
    const { outlet, timing, mind, faults } = host;
    const expiresAt = Math.floor((Date.now() + timing.sessionLimitMs) / 1_000);
    this.#session = defaultSession(outlet.newId("sess"), host.model, expiresAt);
    const shared = {
      outlet,
      timing,
      alarms: this.#alarms,
      conversation: this.conversation,
      session: () => this.#session,
    };
    this.#replies = new Replies({
      ...shared,
      heard: () => ({ turns: this.#turns.heard, ms: this.#turns.heardMs }),
      think: (context) => mind.reply(context),
      spokenFormat: faults.speaksPcm === true ? PCM : null,
      onProblem: host.onProblem,
    });
    this.#turns = new Turns({
      ...shared,
      isDeaf: faults.isDeaf === true,
      hear: (itemId, audio) => mind.hear({ itemId, audio }),
      onSpeech: () => this.#detection()?.interrupt_response !== false && this.#replies.interrupt(),
      onTurn: () =>
        this.#detection()?.create_response !== false && this.#obey(() => this.#replies.create({}, true), null),
    });
  }

  /** The session's configuration now. */
  get session(): Session {
    return this.#session;
  }

  /** The reply under way; null when there is none. */
  get activeReplyId(): string | null {
    return this.#replies.activeId;
  }

  /** All audio received, ms. */
  get clockMs(): number {
    return this.#turns.clockMs;
  }

  /** Begins the session and its time. */
  open(): void {
    this.#host.outlet.send("session.created", { session: this.#session });
    this.#alarms.after(this.#host.timing.sessionLimitMs, () => {
      const minutes = this.#host.timing.sessionLimitMs / 60_000;
      const message = `Your session hit the maximum duration of ${minutes} minutes.`;
      const complaint = { type: "invalid_request_error", code: "session_expired", message, param: null };
      this.#host.outlet.complain(complaint);
      this.#host.close(1001, message);
    });
  }

  /** Takes one client event, or answers with an `error`. */
  take(event: Readonly<Record<string, unknown>>): void {
    const eventId = typeof event["event_id"] === "string" ? event["event_id"] : null;
    this.#obey(() => this.#perform(readClientEvent(event)), eventId);
  }

  /** The model replies without being asked. */
  replyUnasked(): void {
    this.#obey(() => this.#replies.create({}, true), null);
  }

  /** It is over: nothing comes any more. */
  end(): void {
    this.#alarms.end();
  }

  #obey(action: () => void, eventId: string | null): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#host.outlet.complain(error.complaint, eventId);
    }
  }

  #detection() {
    return this.#session.audio.input.turn_detection;
  }

  #perform(event: ClientEvent): void {
    switch (event.type) {
      case "session.update":
        return this.#update(event.session);
      case "input_audio_buffer.append":
        return this.#host.onAudio(this.#turns.append(event.audio));
      case "input_audio_buffer.commit":
        return this.#turns.commit();
      case "input_audio_buffer.clear":
        return this.#turns.clear();
      case "output_audio_buffer.clear":
        throw new Refusal("invalid_value", "output_audio_buffer.clear is only supported over WebRTC and SIP.", "type");
      case "response.create":
        return this.#replies.create(event.response ?? {});
      case "response.cancel":
        return this.#replies.cancel(event.response_id);
      default:
        return this.#performOnItem(event);
    }
  }

  #performOnItem(event: Extract<ClientEvent, { type: `conversation.item.${string}` }>): void {
    const { outlet } = this.#host;
    switch (event.type) {
      case "conversation.item.create": {
        const item = itemOf(event.item, () => outlet.newId("item"));
        const previous_item_id = this.conversation.add(item, event.previous_item_id);
        outlet.send("conversation.item.added", { previous_item_id, item });
        return outlet.send("conversation.item.done", { previous_item_id, item });
      }
      case "conversation.item.retrieve":
        return outlet.send("conversation.item.retrieved", { item: this.conversation.retrieve(event.item_id) });
      case "conversation.item.delete":
        this.conversation.delete(event.item_id);
        return outlet.send("conversation.item.deleted", { item_id: event.item_id });
      case "conversation.item.truncate": {
        const { item_id, content_index, audio_end_ms } = event;
        if (this.#host.faults.refusesTruncation === true) throw tooShort(audio_end_ms);
        this.conversation.truncate(item_id, content_index, audio_end_ms);
        return outlet.send("conversation.item.truncated", { item_id, content_index, audio_end_ms });
      }
    }
  }

  #update(update: Extract<ClientEvent, { type: "session.update" }>["session"]): void {
    const { refusedProperty, staysPcm } = this.#host.faults;
    if (refusedProperty !== undefined && holds({ session: update }, refusedProperty)) {
      throw unknownParameter(refusedProperty);
    }
    const session = updateSession(this.#session, update, this.#replies.hasSpoken);
    this.#session = staysPcm === true ? inPcm(session) : session;
    this.#turns.configure();
    this.#host.outlet.send("session.updated", { session: this.#session });
  }
}

function inPcm(session: Session): Session {
  const { input, output } = session.audio;
  return { ...session, audio: { input: { ...input, format: PCM }, output: { ...output, format: PCM } } };
}

/** Whether a property stands in an object, by its path: `session.audio.output.voice`. */
function holds(object: object, path: string): boolean {
  let at: unknown = object;
  for (const name of path.split(".")) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, name)) return false;
    at = (at as Record<string, unknown>)[name];
  }
  return at !== undefined;
}

function tooShort(audioEndMs: number): Refusal {
  const message = `Audio content of ${Math.max(0, audioEndMs - 1)}ms is already shorter than ${audioEndMs}ms`;
  return new Refusal("invalid_value", message, "audio_end_ms");
}

/**
 * From a new socket to a session that may carry audio: created -> update -> updated, mended when refused. Pure: vendor
 * messages go in, what to send and what to tell the call come out.
 */

import { classifyError, type VendorError } from "./faults.ts";
import type { FaultCode } from "../call/call.ts";
import { echoFault, type Json, mend, minimal } from "./session.ts";

/** Refused updates mended before the session is given up: more wrong properties than that are a wrong vendor. */
const MENDS = 6;

export interface Handshake {
  readonly phase: "opening" | "configuring" | "minimal" | "ready" | "failed";
  readonly session: Json;
  readonly updates: number;
}

/** What the handshake makes of a message. */
export interface Progress {
  readonly handshake: Handshake;
  /** The event to send, if any. */
  readonly send: Json | null;
  readonly news:
    | { readonly type: "ready" }
    | { readonly type: "faulted"; readonly code: FaultCode; readonly action: string }
    | { readonly type: "lost"; readonly code: FaultCode; readonly detail: string }
    | null;
}

/** A socket that has just been opened, and the session to ask for. */
export function startHandshake(session: Json): Handshake {
  return { phase: "opening", session, updates: 0 };
}

/** `session.created` came: the update goes out. */
export function created(handshake: Handshake): Progress {
  if (handshake.phase !== "opening") return { handshake, send: null, news: null };
  return update({ ...handshake, phase: "configuring" }, null);
}

/** `session.updated` came: audio may cross if it echoes what a phone call needs. */
export function updated(handshake: Handshake, echo: Json): Progress {
  if (handshake.phase !== "configuring" && handshake.phase !== "minimal") return { handshake, send: null, news: null };
  const fault = echoFault(echo);
  if (fault === null) return { handshake: { ...handshake, phase: "ready" }, send: null, news: { type: "ready" } };
  return fallBack(handshake, fault, "session.updated does not echo audio/pcmu and audio output");
}

/** Whether an error that came now speaks of the update. */
export function concernsUpdate(handshake: Handshake, error: VendorError): boolean {
  if (handshake.phase !== "configuring" && handshake.phase !== "minimal") return false;
  return error.eventId === updateId(handshake) || error.eventId === null;
}

/** The update was refused, and with it all of its properties. */
export function refused(handshake: Handshake, error: VendorError): Progress {
  const fault = classifyError(error);
  if (fault.isFatal) return lose(handshake, fault.code, error.code ?? error.type);
  const mended = handshake.phase === "configuring" && handshake.updates < MENDS ? mend(handshake.session, error) : null;
  if (mended === null) return fallBack(handshake, "session_refused", error.code ?? error.type);
  const action = `session.${mended.property} ${mended.action}`;
  return update({ ...handshake, session: mended.session }, { type: "faulted", code: "session_refused", action });
}

/** The `event_id` of the latest update. */
export function updateId(handshake: Handshake): string {
  return `session:${handshake.updates}`;
}

function fallBack(handshake: Handshake, code: FaultCode, detail: string): Progress {
  if (handshake.phase === "minimal") return lose(handshake, code, detail);
  const session = minimal(handshake.session);
  const news = { type: "faulted" as const, code, action: "asked for the least that a call needs" };
  return update({ ...handshake, phase: "minimal", session }, news);
}

function update(handshake: Handshake, news: Progress["news"]): Progress {
  const next = { ...handshake, updates: handshake.updates + 1 };
  const send = { type: "session.update", event_id: updateId(next), session: next.session };
  return { handshake: next, send, news };
}

function lose(handshake: Handshake, code: FaultCode, detail: string): Progress {
  return { handshake: { ...handshake, phase: "failed" }, send: null, news: { type: "lost", code, detail } };
}

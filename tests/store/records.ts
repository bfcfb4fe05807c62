/** Calls and incidents to be stored, with something in every field that may hold something. */

import type { CallRecord } from "../../src/store/call_record.ts";
import type { IncidentRecord } from "../../src/store/incident_record.ts";
import type { NewMessage } from "../../src/store/outbox_record.ts";
import type { Database } from "../../src/store/store.ts";

/** 2026-11-24T12:00:00.000Z. */
export const NOON_MS = Date.UTC(2026, 10, 24, 12);

/** A call that goes on. */
export function talking(sid: string, changes: Partial<CallRecord> = {}): CallRecord {
  const at = new Date(NOON_MS + 1_234).toISOString();
  return {
    sid,
    from: "+12025550123",
    to: "+12025550100",
    state: "talking",
    startedAt: new Date(NOON_MS).toISOString(),
    answeredAt: at,
    endedAt: null,
    outcome: null,
    reason: null,
    questions: { asked: 2, budget: 8 },
    transcript: [
      { at, speaker: "dispatcher", text: "Where are you?", heard: "Where are" },
      { at, speaker: "caller", text: "Main Street.", heard: null },
    ],
    incidentId: "urn:uuid:6a1f0c1e-8f0e-4c1b-9a55-0d6a1b2c3d4e",
    model: "gpt-realtime-2.1",
    recording: `/api/v1/calls/${sid}/recording.wav`,
    usage: { inputTokens: 1, outputTokens: 2, cachedTokens: 3, inputAudioTokens: 4, outputAudioTokens: 5 },
    costUsd: 0.0123,
    latency: { greetingMs: 210.5, replyMsP50: 640, replyMsMax: 900, deadAirMsMax: 900 },
    faults: [{ at, code: "empty_reply", action: "asked again" }],
    ...changes,
  };
}

/** A call that is over. */
export function ended(sid: string, changes: Partial<CallRecord> = {}): CallRecord {
  const endedAt = new Date(NOON_MS + 60_000).toISOString();
  return talking(sid, { state: "ended", endedAt, outcome: "answered", reason: "goodbye", ...changes });
}

/** An incident whose id ends in `n`, told of by the call `CA<n>`. */
export function incident(n: number, changes: Partial<IncidentRecord> = {}): IncidentRecord {
  const created = isoAt(n * 1_000);
  return {
    id: idOf(n),
    number: `2026-${String(n).padStart(6, "0")}`,
    status: "pending",
    priority: 3,
    typeCode: "SUSPPER",
    nature: "a man tries car doors",
    when: "right now",
    occurredAt: created,
    summary: "Suspicious person",
    location: {
      raw: "Main and Second",
      address: "200 Main Street",
      unit: "4B",
      crossStreet: "Second Avenue",
      landmark: "the library",
      lat: 39.78,
      lon: -89.65,
      verified: true,
    },
    safety: { inProgress: "yes", injuries: "no", weapons: "unknown" },
    caller: { name: "Ann", anonymous: false, callback: "+12025550123", callerId: "+12025550123", language: "en" },
    details: { clothing: "a red hood" },
    narrative: [line(0)],
    units: [{ id: "12A", status: "dispatched", at: created }],
    times: { created, dispatched: created, enroute: null, onscene: null, closed: null },
    disposition: null,
    callSid: `CA${n}`,
    incomplete: ["callback"],
    duplicateOf: null,
    ...changes,
  };
}

/** An incident of which nothing is known, but its number and the call that told of it. */
export function bareIncident(n: number, changes: Partial<IncidentRecord> = {}): IncidentRecord {
  return incident(n, {
    typeCode: null,
    nature: null,
    when: null,
    occurredAt: null,
    summary: null,
    location: {
      raw: null,
      address: null,
      unit: null,
      crossStreet: null,
      landmark: null,
      lat: null,
      lon: null,
      verified: false,
    },
    safety: { inProgress: null, injuries: null, weapons: null },
    caller: { name: null, anonymous: false, callback: null, callerId: null, language: null },
    details: {},
    narrative: [],
    units: [],
    times: { created: isoAt(n * 1_000), dispatched: null, enroute: null, onscene: null, closed: null },
    incomplete: [],
    ...changes,
  });
}

/** The id of `incident(n)`. */
export function idOf(n: number): string {
  return `urn:uuid:6a1f0c1e-8f0e-4c1b-9a55-${String(n).padStart(12, "0")}`;
}

/** The line of a narrative `n` seconds after noon. */
export function line(n: number): IncidentRecord["narrative"][number] {
  return { at: isoAt(n * 1_000), by: "caller", text: `line ${n}` };
}

/** So many milliseconds after noon. */
export function isoAt(ms: number): string {
  return new Date(NOON_MS + ms).toISOString();
}

/** A message that is known by its payload. */
export function message(payload: unknown, changes: Partial<NewMessage> = {}): NewMessage {
  return { channel: "webhook", type: "incident.updated", orderKey: null, payload, ...changes };
}

/** Writes messages in one transaction. */
export function send(store: Database, ...messages: readonly NewMessage[]): Promise<void> {
  return store.transact((transaction) => transaction.put({ messages }));
}

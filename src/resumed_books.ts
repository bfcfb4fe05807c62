/** The books of a call that another process had: what it entered stays, what this one enters is added. */

import { FAULTS_KEPT } from "./call/limits.ts";
import type { CallRecord } from "./store/call_record.ts";
import { added } from "./usage_books.ts";

/** The call as the outside reads it: `now` is what this process has entered of it, its transcript is all of it. */
export function goneOn(before: CallRecord, now: CallRecord): CallRecord {
  const usage = before.usage === null || now.usage === null
    ? before.usage ?? now.usage
    : added(before.usage, now.usage);
  return {
    ...now,
    startedAt: before.startedAt,
    answeredAt: before.answeredAt ?? now.answeredAt,
    model: now.model ?? before.model,
    recording: before.recording ?? now.recording,
    usage,
    costUsd: costOf(before, now),
    latency: latencyOf(before.latency, now.latency),
    faults: [...before.faults, ...now.faults].slice(0, FAULTS_KEPT),
  };
}

/** Not known as soon as one part is not. */
function costOf(before: CallRecord, now: CallRecord): number | null {
  const parts = [before, now].filter(({ usage }) => usage !== null).map(({ costUsd }) => costUsd);
  if (parts.length === 0 || parts.includes(null)) return null;
  return Number(parts.reduce((sum: number, cost) => sum + (cost ?? 0), 0).toFixed(6));
}

function latencyOf(before: CallRecord["latency"], now: CallRecord["latency"]): CallRecord["latency"] {
  return {
    greetingMs: before.greetingMs ?? now.greetingMs,
    replyMsP50: now.replyMsP50 ?? before.replyMsP50,
    replyMsMax: longer(before.replyMsMax, now.replyMsMax),
    deadAirMsMax: longer(before.deadAirMsMax, now.deadAirMsMax),
  };
}

function longer(one: number | null, other: number | null): number | null {
  return one === null || other === null ? one ?? other : Math.max(one, other);
}

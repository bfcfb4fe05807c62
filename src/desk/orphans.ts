/**
 * Calls whose process died: whoever the carrier asks about one takes it over. Those that nobody is asked about are over,
 * and one of the processes that are left closes their books, and tells whom it concerns.
 */

import type { Outcome } from "../call/call.ts";
import type { CallRecord } from "../store/call_record.ts";
import type { IncidentRecord } from "../store/incident_record.ts";
import type { Ownership, TakenOver } from "../store/ports.ts";
import type { Desk } from "./call_desk.ts";
import { whatWasDone } from "./incident.ts";

/** Calls looked at together. */
const AT_ONCE = 200;

/** Closes every open call whose process was not heard of since a moment. Returns how many. */
export async function closeOrphans(store: Ownership, desk: Desk, unheardSinceMs: number, now: Date): Promise<number> {
  let closed = 0;
  for (let open = await store.orphans(unheardSinceMs, AT_ONCE); open.length > 0;) {
    for (const sid of open) if (await closeOrphan(store, desk, sid, unheardSinceMs, now)) closed++;
    open = await store.orphans(unheardSinceMs, AT_ONCE);
  }
  return closed;
}

/** Closes one of them; `isHangUp`: its caller has hung up. False when somebody else has it. */
export async function closeOrphan(
  store: Ownership,
  desk: Desk,
  sid: string,
  unheardSinceMs: number,
  now: Date,
  isHangUp = false,
): Promise<boolean> {
  const taken = await store.takeOver(sid, unheardSinceMs);
  if (taken === null) return false;
  await desk.forCall(taken.call).ended(orphan(taken, now.toISOString(), isHangUp));
  return true;
}

function orphan({ call, incident }: TakenOver, at: string, isHangUp: boolean): CallRecord {
  const faults = [...call.faults, { at, code: "restarted" as const, action: "closed the books on the call" }];
  const known = call.outcome === "transferred" && !isHangUp ? null : call.outcome;
  const outcome = known ?? (isHangUp ? hungUp(incident) : "failed");
  return { ...call, state: "ended", outcome, reason: "restarted", endedAt: at, faults };
}

/** What a call came to whose caller hung up meanwhile. */
function hungUp(incident: IncidentRecord | null): Outcome {
  const done = incident === null ? "no" : whatWasDone(incident);
  return done === "no" ? "abandoned" : done;
}

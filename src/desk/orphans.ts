/**
 * Calls whose process died: whoever the carrier asks about one takes it over. Those that nobody is asked about are over,
 * and one of the processes that are left closes their books, and tells whom it concerns.
 */

import type { Outcome } from "../call/call.ts";
import type { CallRecord } from "../store/call_record.ts";
import type { IncidentRecord } from "../store/incident_record.ts";
import type { Ownership } from "../store/ports.ts";
import type { Store } from "../store/store.ts";
import type { Desk } from "./call_desk.ts";
import { whatWasDone } from "./incident.ts";

/** Calls looked at together. */
const AT_ONCE = 200;

/** Closes every open call whose process was not heard of since a moment. Returns how many. */
export async function closeOrphans(store: Ownership, desk: Desk, unheardSinceMs: number, now: Date): Promise<number> {
  let closed = 0;
  for (let before = -1; before < closed;) {
    before = closed;
    for (const sid of await store.orphans(unheardSinceMs, AT_ONCE)) {
      const taken = await store.takeOver(sid, unheardSinceMs);
      if (taken === null) continue;
      await desk.forCall(taken.call).ended(orphan(taken.call, endedOutcome(taken.call), now));
      closed++;
    }
  }
  return closed;
}

/**
 * Closes a call of which the carrier says that it is over; with a moment, only when its process was not heard of since.
 * False when somebody else has it, or it is closed.
 */
export async function closeHungUp(
  store: Ownership & Pick<Store, "findCall">,
  desk: Desk,
  sid: string,
  unheardSinceMs: number | null,
  now: Date,
): Promise<boolean> {
  const known = await store.findCall(sid);
  if (known === null || known.endedAt !== null) return false;
  const taken = await store.takeOver(sid, unheardSinceMs ?? undefined);
  if (taken === null || taken.call.endedAt !== null) return false;
  await desk.forCall(taken.call).ended(orphan(taken.call, taken.call.outcome ?? hungUp(taken.incident), now));
  return true;
}

function orphan(call: CallRecord, outcome: Outcome, now: Date): CallRecord {
  const at = now.toISOString();
  const faults = [...call.faults, { at, code: "restarted" as const, action: "closed the books on the call" }];
  return { ...call, state: "ended", outcome, reason: "restarted", endedAt: at, faults };
}

/** What was known of the end; whether a person was reached is not. */
function endedOutcome({ outcome }: CallRecord): Outcome {
  return outcome === null || outcome === "transferred" ? "failed" : outcome;
}

/** What a call came to whose caller hung up meanwhile. */
function hungUp(incident: IncidentRecord | null): Outcome {
  const done = incident === null ? "no" : whatWasDone(incident);
  return done === "no" ? "abandoned" : done;
}

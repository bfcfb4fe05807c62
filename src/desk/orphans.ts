/** Calls that a process left open when it died: the next one closes their books, and tells whom it concerns. */

import type { CallRecord } from "../store/call_record.ts";
import type { Store } from "../store/store.ts";
import type { Desk } from "./call_desk.ts";

/** Calls looked at together. */
const AT_ONCE = 200;

/** Closes every call that is still open in the books. Returns how many. */
export async function closeOrphans(store: Store, desk: Desk, now: Date): Promise<number> {
  let closed = 0;
  for (let open = await openCalls(store); open.length > 0; open = await openCalls(store)) {
    for (const call of open) await desk.forCall(call).ended(orphan(call, now.toISOString()));
    closed += open.length;
  }
  return closed;
}

async function openCalls(store: Store): Promise<readonly CallRecord[]> {
  return (await store.listCalls({ state: "active", limit: AT_ONCE })).items;
}

function orphan(call: CallRecord, at: string): CallRecord {
  const faults = [...call.faults, { at, code: "restarted" as const, action: "closed the books on the call" }];
  return { ...call, state: "ended", outcome: "failed", reason: "restarted", endedAt: at, faults };
}

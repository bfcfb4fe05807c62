import assert from "node:assert/strict";
import { LostCalls, UNHEARD_MS } from "../src/lost_calls.ts";

/** Calls of which nothing is heard, and what the carrier says of them. */
function lost(sids: string[], says: (sid: string) => string | Error) {
  const asked: string[] = [];
  const over: string[] = [];
  let nowMs = 0;
  const calls = new LostCalls({
    unheard: () => sids,
    status: (sid) => {
      asked.push(sid);
      const said = says(sid);
      return said instanceof Error ? Promise.reject(said) : Promise.resolve(said);
    },
    over: (sid, status) => {
      over.push(`${sid} ${status}`);
      sids.splice(sids.indexOf(sid), 1);
    },
    now: () => nowMs,
  });
  const lookAt = (atMs: number) => (nowMs = atMs, calls.look());
  return { asked, over, lookAt };
}

Deno.test("a call that the carrier ended without telling us is found and ended with its status; one that goes on is not", async () => {
  const { asked, over, lookAt } = lost(["CA1", "CA2"], (sid) => sid === "CA1" ? "completed" : "in-progress");
  await lookAt(0);
  await lookAt(UNHEARD_MS - 1);
  assert.deepEqual(asked, []);
  await lookAt(UNHEARD_MS);
  assert.deepEqual([asked, over], [["CA1", "CA2"], ["CA1 completed"]]);
  await lookAt(UNHEARD_MS + 30_000);
  assert.equal(asked.length, 2, "not again so soon");
  await lookAt(2 * UNHEARD_MS);
  assert.deepEqual([asked.slice(2), over], [["CA2"], ["CA1 completed"]]);
});

Deno.test("a carrier that does not answer, or says what nobody knows, ends nothing", async () => {
  const { over, lookAt } = lost(["CA1", "CA2"], (sid) => sid === "CA1" ? new Error("no answer") : "from the future");
  await lookAt(0);
  await lookAt(UNHEARD_MS);
  assert.deepEqual(over, []);
});

Deno.test("few are asked about at a time, and one that came back begins anew", async () => {
  const sids = Array.from({ length: 12 }, (_, n) => `CA${n}`);
  const { asked, lookAt } = lost(sids, () => "in-progress");
  await lookAt(0);
  await lookAt(UNHEARD_MS);
  assert.equal(asked.length, 5);
  const left = sids.pop()!;
  await lookAt(UNHEARD_MS + 1);
  sids.push(left);
  await lookAt(UNHEARD_MS + 2);
  await lookAt(UNHEARD_MS + 3);
  assert.ok(!asked.includes(left));
});

/** `/api/v1/outbox` and `/api/v1/tasks`: what could not be delivered, and whom to call back. */

import assert from "node:assert/strict";
import type { Database } from "../../src/store/store.ts";
import { idOf, isoAt, message, NOON_MS, send } from "../store/records.ts";
import { inHouse } from "./house.ts";
import { isProblem } from "./problems.ts";

/** Messages that were given up, oldest first. */
async function dead(store: Database, count: number): Promise<string[]> {
  await send(store, ...Array.from({ length: count }, (_, n) => message({ n })));
  const taken = await store.takeDue(NOON_MS, 1_000, count);
  for (const { id } of taken) await store.dead(id, "the receiver answered 410");
  return taken.map(({ id }) => id);
}

Deno.test("dead letters are listed newest first, with what they were and why they died", async () => {
  await inHouse(async ({ ask, store }) => {
    const ids = await dead(store, 3);
    const first = await (await ask("/outbox?state=dead&limit=2")).json();
    const second = await (await ask(`/outbox?limit=2&before=${encodeURIComponent(first.next)}`)).json();
    assert.deepEqual([...first.items, ...second.items].map(({ id }) => id), ids.toReversed());
    assert.equal(second.next, null);
    const { id: _id, ...shown } = second.items[0];
    assert.deepEqual(shown, {
      ...{ channel: "webhook", type: "incident.updated", orderKey: null, state: "dead", createdAt: isoAt(0) },
      ...{ attempts: 1, nextAt: null, lastError: "the receiver answered 410", payload: { n: 0 } },
    });
  });
});

Deno.test("what waits says when it is tried next", async () => {
  await inHouse(async ({ ask, store }) => {
    await send(store, message({}));
    const { items } = await (await ask("/outbox?state=waiting")).json();
    assert.deepEqual(items.map(({ nextAt }: { nextAt: string }) => nextAt), [isoAt(0)]);
    assert.deepEqual((await (await ask("/outbox?state=delivered")).json()).items, []);
    await isProblem(await ask("/outbox?state=lost"), 400, /^state is waiting, delivered or dead$/);
  });
});

Deno.test("a dead message is replayed, and whoever sends is told; one that is not dead is not", async () => {
  await inHouse(async ({ ask, post, store, wakes }) => {
    const [id] = await dead(store, 1);
    const response = await post(`/outbox/${id}/replay`, {});
    const { state, attempts, nextAt } = await response.json();
    assert.deepEqual([response.status, state, attempts, nextAt], [200, "waiting", 0, isoAt(0)]);
    assert.equal(wakes(), 1);
    assert.equal((await store.takeDue(NOON_MS, 1, 9)).length, 1);
    await isProblem(await post(`/outbox/${id}/replay`, {}), 409, /is waiting: only a dead one/);
    assert.deepEqual((await (await ask("/outbox")).json()).items, []);
  });
});

Deno.test("a message that there is not cannot be replayed", async () => {
  await inHouse(async ({ post, store }) => {
    const asked: string[] = [];
    const transact = store.transact.bind(store);
    store.transact = (work) =>
      transact((tx) => work({ ...tx, replay: (id, nowMs) => (asked.push(id), tx.replay(id, nowMs)) }));
    const real = `msg_${"0".repeat(32)}`;
    for (const id of ["1", "msg_", "%00", real]) {
      await isProblem(await post(`/outbox/${id}/replay`, {}), 404, /no message with this id/);
    }
    assert.deepEqual(asked, [real]);
  });
});

Deno.test("a task whose end cannot be told is still to be done", async () => {
  await inHouse(async ({ ask, post, store }) => {
    const task = { kind: "call_back" as const, callSid: "CA1", incidentId: null, createdAt: isoAt(0) };
    await store.transact((tx) => tx.put({ task }));
    const [{ id }] = (await (await ask("/tasks")).json()).items;
    const transact = store.transact.bind(store);
    store.transact = (work) => transact((tx) => work({ ...tx, put: () => Promise.reject(new Error("no room")) }));
    assert.equal((await post(`/tasks/${id}/done`, {})).status, 500);
    store.transact = transact;
    assert.equal((await post(`/tasks/${id}/done`, {})).status, 200);
  });
});

Deno.test("who waits longest for a call back is listed first, until it is done", async () => {
  await inHouse(async ({ ask, post, store }) => {
    const task = (n: number) => {
      return { kind: "call_back" as const, callSid: `CA${n}`, incidentId: idOf(n), createdAt: isoAt(n) };
    };
    for (const n of [2, 1, 3]) await store.transact((tx) => tx.put({ task: task(n) }));
    const list = async (query = "") => (await (await ask(`/tasks${query}`)).json()).items;
    const tasks = await list();
    assert.deepEqual(tasks.map(({ callSid }: { callSid: string }) => callSid), ["CA1", "CA2", "CA3"]);
    assert.equal((await list("?limit=1")).length, 1);
    const response = await post(`/tasks/${tasks[0].id.toUpperCase()}/done`, {});
    assert.deepEqual(await response.json(), { id: tasks[0].id, doneAt: isoAt(0) });
    assert.deepEqual((await list()).map(({ callSid }: { callSid: string }) => callSid), ["CA2", "CA3"]);
    const events = (await store.eventsAfter(0, 9)).map(({ type, data }) => [type, data]);
    assert.deepEqual(events, [["task.done", { id: tasks[0].id, doneAt: isoAt(0) }]]);
    await isProblem(await post(`/tasks/${tasks[0].id}/done`, {}), 404, /no open task/);
    await isProblem(await post("/tasks/1/done", {}), 404, /no open task/);
    await isProblem(await ask("/tasks?before=x"), 400, /unknown before: it takes limit/);
  });
});

/** Writes that are repeated: with an `Idempotency-Key` they have one effect and one answer. */

import assert from "node:assert/strict";
import { idOf, incident, isoAt, message, NOON_MS, send } from "../store/records.ts";
import { type ApiHouse, inHouse } from "./house.ts";
import { isProblem } from "./problems.ts";

const NOTE = `/incidents/${idOf(1)}/note`;

function withIncidents(check: (house: ApiHouse) => Promise<void>): Promise<void> {
  return inHouse(async (house) => {
    const times = { created: isoAt(0), dispatched: null, enroute: null, onscene: null, closed: null };
    for (const n of [1, 2]) await house.store.transact((tx) => tx.put({ incident: incident(n, { times, units: [] }) }));
    await check(house);
  });
}

/** How many lines of this text the first incident has. */
async function lines({ store }: ApiHouse, text: string): Promise<number> {
  return (await store.findIncident(idOf(1)))!.narrative.filter((line) => line.text === text).length;
}

const key = (name: string) => ({ "idempotency-key": name });

Deno.test("without a key every note is a note", async () => {
  await withIncidents(async (house) => {
    for (let n = 0; n < 2; n++) await house.post(NOTE, { text: "again" });
    assert.equal(await lines(house, "again"), 2);
  });
});

Deno.test("the same key and request have one effect, and the same answer to the byte", async () => {
  await withIncidents(async (house) => {
    const first = await house.post(NOTE, { text: "once" }, key("k"));
    await house.post(NOTE, { text: "something between" });
    const second = await house.post(NOTE, { text: "once" }, key("k"));
    assert.deepEqual([first.status, second.status], [200, 200]);
    assert.equal(await first.text(), await second.text());
    assert.equal(await lines(house, "once"), 1);
  });
});

Deno.test("two at the same moment have one effect, and both get its answer", async () => {
  await withIncidents(async (house) => {
    const all = await Promise.all(Array.from({ length: 8 }, () => house.post(NOTE, { text: "race" }, key("k"))));
    assert.deepEqual(all.map(({ status }) => status), all.map(() => 200));
    assert.equal(new Set(await Promise.all(all.map((response) => response.text()))).size, 1);
    assert.equal(await lines(house, "race"), 1);
    assert.equal((await house.store.listMessages({ state: "waiting", limit: 10 })).items.length, 1);
  });
});

Deno.test("a refusal is kept too: it does not turn into an effect behind the client's back", async () => {
  await withIncidents(async ({ post }) => {
    const onscene = () => post(`/incidents/${idOf(1)}/status`, { status: "onscene" }, key("k"));
    await isProblem(await onscene(), 409, /pending/);
    await post(`/incidents/${idOf(1)}/dispatch`, {});
    await isProblem(await onscene(), 409, /pending/);
  });
});

Deno.test("another request with a key that was used is refused: another body, incident or order", async () => {
  await withIncidents(async (house) => {
    await house.post(NOTE, { text: "first" }, key("k"));
    const others: [string, unknown][] = [
      [NOTE, { text: "second" }],
      [`/incidents/${idOf(2)}/note`, { text: "first" }],
      [`/incidents/${idOf(1)}/dispatch`, {}],
    ];
    for (const [path, body] of others) await isProblem(await house.post(path, body, key("k")), 422, /another request/);
    assert.equal(await lines(house, "second"), 0);
    assert.equal((await house.store.findIncident(idOf(1)))?.status, "pending");
  });
});

Deno.test("a request that was never understood takes no key", async () => {
  await withIncidents(async ({ post }) => {
    assert.equal((await post(NOTE, { text: "" }, key("k"))).status, 400);
    assert.equal((await post(NOTE, { text: "good" }, key("k"))).status, 200);
  });
});

Deno.test("a key has bounds", async () => {
  await withIncidents(async ({ post }) => {
    for (const bad of ["", "x".repeat(256), "two words", "naïve"]) {
      await isProblem(await post(NOTE, { text: "a" }, key(bad)), 400, /^idempotency-key is 1 to 255 visible/);
    }
    assert.equal((await post(NOTE, { text: "a" }, key("x".repeat(255)))).status, 200);
  });
});

Deno.test("a dead message is replayed once under a key, also by two at the same moment", async () => {
  await inHouse(async ({ post, store, wakes }) => {
    await send(store, message({ a: 1 }));
    const [due] = await store.takeDue(NOON_MS, 1, 1);
    await store.dead(due!.id, "410");
    const replay = () => post(`/outbox/${due!.id}/replay`, {}, key("k"));
    const both = await Promise.all([replay(), replay()]);
    assert.deepEqual(both.map(({ status }) => status), [200, 200]);
    await store.dead(due!.id, "410 again");
    assert.equal((await replay()).status, 200);
    assert.equal((await store.findMessage(due!.id))?.state, "dead", "the third was the first one's repetition");
    assert.equal(wakes(), 3);
    await isProblem(await post(`/tasks/${crypto.randomUUID()}/done`, {}, key("k")), 422, /another request/);
  });
});

/** `POST /api/v1/incidents/{id}/…`: what is answered, what is kept, and who is told. */

import assert from "node:assert/strict";
import type { IncidentRecord } from "../../src/store/incident_record.ts";
import type { Database } from "../../src/store/store.ts";
import { idOf, incident, isoAt } from "../store/records.ts";
import { type ApiHouse, inHouse, RECIPIENTS } from "./house.ts";
import { isProblem } from "./problems.ts";

const PENDING = incident(1, {
  units: [],
  times: { created: isoAt(0), dispatched: null, enroute: null, onscene: null, closed: null },
});

/** A house in which one incident is pending. */
function withPending(check: (house: ApiHouse) => Promise<void>): Promise<void> {
  return inHouse(async (house) => {
    await house.store.transact((tx) => tx.put({ incident: PENDING }));
    await check(house);
  });
}

/** What waits to leave the house, oldest first: `channel type`. */
async function told(store: Database): Promise<string[]> {
  const { items } = await store.listMessages({ state: "waiting", limit: 200 });
  return items.map(({ channel, type }) => `${channel} ${type}`).toReversed();
}

async function happened(store: Database): Promise<string[]> {
  return (await store.eventsAfter(0, 100)).map(({ type }) => type);
}

const path = (order: string) => `/incidents/${idOf(1)}/${order}`;

Deno.test("an incident is worked from dispatch to its closing, and each step is told to the records system", async () => {
  await withPending(async ({ post, store, wakes }) => {
    const steps: [string, unknown, string][] = [
      ["dispatch", {}, "dispatched"],
      ["units", { id: "12A", status: "enroute" }, "enroute"],
      ["status", { status: "onscene" }, "onscene"],
      ["note", { text: "The door was open." }, "onscene"],
      ["close", { disposition: "gone on arrival", text: "Nobody there." }, "closed"],
    ];
    for (const [order, body, status] of steps) {
      const response = await post(path(order), body);
      const answered: IncidentRecord = await response.json();
      assert.deepEqual([response.status, answered.status], [200, status], order);
      assert.deepEqual(answered, await store.findIncident(idOf(1)), "what is answered is what is kept");
    }
    const types = ["dispatched", "updated", "updated", "updated", "closed"].map((type) => `incident.${type}`);
    assert.deepEqual(await happened(store), types);
    const expected = types.map((type) => `webhook ${type}`).toSpliced(1, 0, "sms dispatch");
    assert.deepEqual(await told(store), expected);
    assert.equal(wakes(), steps.length);
    const closed = await store.findIncident(idOf(1));
    assert.equal(closed?.disposition, "14");
    assert.deepEqual(closed?.narrative.slice(-1).map(({ by, text }) => [by, text]), [["api", "Nobody there."]]);
  });
});

Deno.test("units are sent once, however often and in whatever way a dispatch is ordered", async () => {
  await withPending(async ({ post, store }) => {
    const orders: [string, unknown][] = [["dispatch", {}], ["dispatch", {}], ["status", { status: "dispatched" }]];
    for (const [order, body] of orders) assert.equal((await post(path(order), body)).status, 200);
    assert.deepEqual(await told(store), ["webhook incident.dispatched", "sms dispatch"]);
    const { items: [text] } = await store.listMessages({ state: "waiting", limit: 1 });
    assert.equal((text?.payload as { to: string }).to, RECIPIENTS.sms[0]);
    assert.equal((await store.findIncident(idOf(1)))?.narrative.length, PENDING.narrative.length + 1);
  });
});

Deno.test("a unit that went by itself is told to the records system, and nobody else is sent", async () => {
  await withPending(async ({ post, store }) => {
    await post(path("units"), { id: "12A", status: "onscene" });
    assert.deepEqual(await told(store), ["webhook incident.dispatched"]);
    assert.notEqual((await store.findIncident(idOf(1)))?.times.dispatched, null);
  });
});

Deno.test("what was never sent and is cancelled is told as over, to nobody but the records system", async () => {
  await withPending(async ({ post, store }) => {
    const { status, disposition } = await (await post(path("status"), { status: "cancelled" })).json();
    assert.deepEqual([status, disposition], ["cancelled", "10"]);
    assert.deepEqual(await told(store), ["webhook incident.closed"]);
  });
});

Deno.test("an order without a body is one with an empty body", async () => {
  await withPending(async ({ ask }) => {
    const headers = { authorization: "Bearer token-0123456789" };
    assert.equal((await ask(path("dispatch"), { method: "POST", headers })).status, 200);
  });
});

Deno.test("what makes no sense is refused in words, and changes and tells nothing", async () => {
  await withPending(async ({ post, store, wakes }) => {
    await isProblem(await post(path("status"), { status: "onscene" }), 409, /pending: dispatch it/);
    await isProblem(await post(path("status"), { status: "closed" }), 409, /disposition/);
    await isProblem(await post(path("units"), { id: "9", status: "available" }), 409, /Unit 9 is not on/);
    assert.deepEqual([await told(store), await happened(store), wakes()], [[], [], 0]);
    assert.deepEqual(await store.findIncident(idOf(1)), PENDING);
  });
});

Deno.test("a closed incident is only annotated", async () => {
  await withPending(async ({ post, store }) => {
    await post(path("close"), { disposition: "17" });
    const orders: [string, unknown][] = [
      ["dispatch", {}],
      ["units", { id: "12A", status: "enroute" }],
      ["status", { status: "enroute" }],
      ["status", { status: "cancelled" }],
      ["close", { disposition: "22" }],
    ];
    for (const [order, body] of orders) {
      await isProblem(await post(path(order), body), 409, /2026-000001 is closed: it can only be annotated/);
    }
    assert.equal((await post(path("note"), { text: "The owner called." })).status, 200);
    assert.equal((await store.findIncident(idOf(1)))?.status, "closed");
    assert.deepEqual(await told(store), ["webhook incident.closed", "webhook incident.updated"]);
  });
});

Deno.test("a body that does not fit is refused with all that is wrong in it", async () => {
  const wrong: [string, unknown, RegExp][] = [
    ["dispatch", { now: true }, /^body has an unknown now: it takes nothing$/],
    ["dispatch", [], /^body is a JSON object$/],
    ["dispatch", "null", /^body is a JSON object$/],
    ["units", {}, /^(?=.*id is a unit's name)(?=.*status is dispatched, enroute, onscene or available)/],
    ["units", { id: "<b>", status: "enroute" }, /^id is a unit's name/],
    ["units", { id: "x".repeat(33), status: "flying" }, /^(?=.*id is a unit's name)(?=.*status is)/],
    ["status", { status: "sleeping" }, /^status is pending, /],
    ["status", { status: ["onscene"] }, /^status is pending, /],
    ["note", { text: " \n " }, /^text is text of 1 to 4000 characters$/],
    ["note", { text: "x".repeat(4_001) }, /^text is text of 1 to 4000/],
    ["note", { text: "bell \u0007" }, /^text is text of/],
    ["note", { txt: "a" }, /^(?=.*text is text)(?=.*unknown txt)/],
    ["close", {}, /^disposition is one of 01 report taken, 02 no report, .* 22 duplicate$/],
    ["close", { disposition: "99" }, /^disposition is one of 01 report taken/],
    ["close", { disposition: 1 }, /^disposition is one of/],
  ];
  await withPending(async ({ post, store }) => {
    for (const [order, body, detail] of wrong) await isProblem(await post(path(order), body), 400, detail);
    assert.deepEqual(await store.findIncident(idOf(1)), PENDING);
  });
});

Deno.test("an incident that does not exist cannot be worked", async () => {
  await inHouse(async ({ post }) => {
    for (const id of [idOf(2), "nonsense"]) {
      await isProblem(await post(`/incidents/${id}/note`, { text: "a" }), 404, /no incident with this id/);
    }
  });
});

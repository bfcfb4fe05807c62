/** What an order makes of an incident: every status by every order, and what units bring about. Pure. */

import assert from "node:assert/strict";
import { worked, type WorkOrder } from "../../src/desk/worked.ts";
import { builtInProtocol } from "../../src/intake/builtin.ts";
import { INCIDENT_STATUSES, type IncidentRecord, type IncidentStatus } from "../../src/store/incident_record.ts";
import { incident, isoAt, NOON_MS } from "../store/records.ts";

const BY = { by: "api", at: new Date(NOON_MS + 60_000), protocol: builtInProtocol("police") };
const NOW = isoAt(60_000);
const close = (disposition: string, text: string | null = null): WorkOrder => ({ type: "close", disposition, text });
const unit = (id: string, status: "dispatched" | "enroute" | "onscene" | "available"): WorkOrder => {
  return { type: "unit", id, status };
};

const ORDERS: readonly WorkOrder[] = [
  { type: "dispatch" },
  { type: "status", status: "dispatched" },
  { type: "status", status: "enroute" },
  { type: "status", status: "onscene" },
  { type: "status", status: "pending" },
  { type: "status", status: "closed" },
  { type: "status", status: "cancelled" },
  close("14"),
  unit("12A", "enroute"),
  { type: "note", text: "A line" },
];

/** An incident of this status on which nobody is yet. */
function at(status: IncidentStatus, changes: Partial<IncidentRecord> = {}): IncidentRecord {
  const dispatched = status === "pending" ? null : isoAt(1);
  const times = { created: isoAt(0), dispatched, enroute: null, onscene: null, closed: null };
  return incident(1, { status, units: [], times, summary: null, ...changes });
}

/** What comes of an order: the new status, `=` when nothing changes, `!` when it makes no sense. */
function outcome(before: IncidentRecord, order: WorkOrder): string {
  const after = worked(before, order, BY);
  if (typeof after === "string") return "!";
  return after === before ? "=" : after.status;
}

Deno.test("every order is answered in every status as this table has it", () => {
  const table = `
    dispatch          dispatched =          =          =          !        !
    status dispatched dispatched =          !          !          !        !
    status enroute    !          enroute    =          !          !        !
    status onscene    !          onscene    onscene    =          !        !
    status pending    =          !          !          !          !        !
    status closed     !          !          !          !          =        !
    status cancelled  cancelled  cancelled  cancelled  cancelled  !        =
    close 14          closed     closed     closed     closed     !        !
    unit enroute      enroute    enroute    enroute    onscene    !        !
    note              pending    dispatched enroute    onscene    closed   cancelled`;
  const expected = table.trim().split("\n").map((line) => line.trim().split(/ +/).slice(-INCIDENT_STATUSES.length));
  const found = ORDERS.map((order) => INCIDENT_STATUSES.map((status) => outcome(at(status), order)));
  assert.deepEqual(found, expected);
});

Deno.test("an order that makes no sense is refused in words that name the incident", () => {
  for (const order of ORDERS) {
    for (const status of INCIDENT_STATUSES) {
      const after = worked(at(status), order, BY);
      if (typeof after === "string") assert.match(after, /^Incident 2026-000001 /);
    }
  }
});

Deno.test("the narrative only grows, and whoever gave an order stands in it", () => {
  for (const order of ORDERS) {
    for (const status of INCIDENT_STATUSES) {
      const before = at(status);
      const after = worked(before, order, BY);
      if (typeof after === "string" || after === before) continue;
      assert.deepEqual(after.narrative.slice(0, before.narrative.length), before.narrative);
      const added = after.narrative.slice(before.narrative.length);
      assert.ok(added.length > 0, JSON.stringify(order));
      assert.ok(added.every((line) => line.by === "api" && line.at === NOW));
    }
  }
});

Deno.test("a dispatch says what is missing, and is summed up when nobody has", () => {
  const bare = at("pending", {
    location: { ...incident(1).location, raw: null, address: null, crossStreet: null, landmark: null, unit: null },
    nature: "loud music",
    typeCode: null,
    incomplete: [],
  });
  const after = worked(bare, { type: "dispatch" }, BY) as IncidentRecord;
  assert.ok(after.incomplete.includes("location"), String(after.incomplete));
  assert.ok(!after.incomplete.includes("nature"));
  assert.equal(after.summary, "loud music, location unknown");
  assert.equal(after.times.dispatched, NOW);
});

Deno.test("a unit on its way dispatches what is pending; the foremost unit says how far it is", () => {
  let now = at("pending");
  const seen: string[] = [];
  for (const order of [unit("1", "enroute"), unit("2", "onscene"), unit("1", "onscene"), unit("2", "available")]) {
    now = worked(now, order, BY) as IncidentRecord;
    seen.push(now.status);
  }
  assert.deepEqual(seen, ["enroute", "onscene", "onscene", "onscene"]);
  assert.deepEqual(now.times, { created: isoAt(0), dispatched: NOW, enroute: NOW, onscene: NOW, closed: null });
  assert.deepEqual(now.units.map(({ id, status }) => `${id} ${status}`), ["1 onscene", "2 available"]);
});

Deno.test("when everybody leaves before anybody arrived, the incident waits again, and can be dispatched again", () => {
  const sent = worked(at("pending"), unit("1", "enroute"), BY) as IncidentRecord;
  const two = worked(sent, unit("2", "dispatched"), BY) as IncidentRecord;
  const one = worked(two, unit("1", "available"), BY) as IncidentRecord;
  assert.equal(one.status, "dispatched", "unit 2 still comes");
  const none = worked(one, unit("2", "available"), BY) as IncidentRecord;
  assert.equal(none.status, "pending");
  const later = { ...BY, at: new Date(NOON_MS + 120_000) };
  const again = worked(none, { type: "dispatch" }, later) as IncidentRecord;
  assert.equal(again.status, "dispatched");
  assert.equal(again.times.dispatched, NOW, "the first time counts");
});

Deno.test("a unit that has acknowledged counts as one that comes", () => {
  const units = [{ id: "+12025550199", status: "acknowledged", at: isoAt(2) }, { id: "1", status: "enroute", at: NOW }];
  const after = worked(at("enroute", { units }), unit("1", "available"), BY) as IncidentRecord;
  assert.equal(after.status, "dispatched");
});

Deno.test("a unit that is not there cannot leave, and there are not more than a hundred", () => {
  assert.match(worked(at("dispatched"), unit("9", "available"), BY) as string, /Unit 9 is not on/);
  const units = Array.from({ length: 100 }, (_, n) => ({ id: `U${n}`, status: "enroute", at: NOW }));
  assert.match(worked(at("enroute", { units }), unit("one more", "enroute"), BY) as string, /100 units/);
  assert.equal((worked(at("enroute", { units }), unit("U7", "onscene"), BY) as IncidentRecord).status, "onscene");
});

Deno.test("with the end of an incident its units are free", () => {
  const units = [{ id: "1", status: "onscene", at: isoAt(2) }, { id: "2", status: "available", at: isoAt(3) }];
  for (const order of [close("03", "One in custody"), { type: "status", status: "cancelled" } as const]) {
    const after = worked(at("onscene", { units }), order, BY) as IncidentRecord;
    assert.deepEqual(after.units, [{ id: "1", status: "available", at: NOW }, units[1]]);
    assert.equal(after.times.closed, NOW);
    assert.equal(after.disposition, order.type === "close" ? "03" : "10");
  }
});

Deno.test("the same closing once more changes nothing; another one is refused, and nothing it says is lost silently", () => {
  const closed = worked(at("onscene"), close("03", "One in custody"), BY) as IncidentRecord;
  assert.equal(worked(closed, close("03", "One in custody"), BY), closed);
  assert.equal(worked(closed, close("03"), BY), closed);
  assert.equal(typeof worked(closed, close("03", "Something else"), BY), "string");
  assert.equal(typeof worked(closed, close("04"), BY), "string");
});

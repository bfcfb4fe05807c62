import assert from "node:assert/strict";
import { resgridChannel, resgridPriority } from "../../src/delivery/resgrid.ts";
import { severityOf, ticketscadChannel } from "../../src/delivery/ticketscad.ts";
import { builtInProtocol } from "../../src/intake/builtin.ts";
import type { IncidentRecord } from "../../src/store/incident_record.ts";
import type { OutboxMessage } from "../../src/store/outbox_record.ts";
import { bareIncident, incident, NOON_MS } from "../store/records.ts";
import { RESGRID_BEARER, RESGRID_KEY, startResgrid } from "../support/resgrid.ts";
import { startTicketsCad } from "../support/ticketscad.ts";

const protocol = builtInProtocol("police");
const SIGNAL = new AbortController().signal;

function about(record: IncidentRecord): OutboxMessage {
  return {
    ...{ id: "msg_1", channel: "ticketscad", type: "incident.dispatched", orderKey: record.id, payload: record },
    ...{ createdAtMs: NOON_MS, attempts: 0, nextAtMs: NOON_MS, state: "waiting", lastError: null },
  };
}

/** An incident of which almost nothing is known. */
const bare = bareIncident(2, {
  priority: 5,
  caller: { name: null, anonymous: true, callback: null, callerId: "+12025550123", language: null },
});

Deno.test("TicketsCAD gets a ticket with all that it has a field for", async () => {
  await using cad = await startTicketsCad();
  const send = ticketscadChannel(new URL(cad.url), protocol, () => NOON_MS);
  const theft = incident(1, { typeCode: "THEFT", priority: 2, status: "dispatched", summary: "Bicycle stolen" });
  assert.deepEqual(await send(about(theft), SIGNAL), { kind: "delivered" });
  const { description, comments, ...ticket } = cad.tickets[0];
  assert.deepEqual(ticket, {
    in_types_id: 3,
    scope: "2026-000001 Bicycle stolen",
    severity: 1,
    status: 2,
    street: "200 Main Street",
    address_about: "Unit 4B, Second Avenue, the library",
    contact: "Ann",
    phone: "+12025550123",
    lat: 39.78,
    lng: -89.65,
  });
  assert.match(description, /Weapons: unknown\. Injuries: no\. In progress: yes\.[^]*caller: line 0/);
  assert.match(comments, /THEFT|Theft/);
  assert.match(comments, /urn:uuid:/);
});

Deno.test("TicketsCAD gets a ticket also of an incident of which almost nothing is known, and never an anonymous number", async () => {
  await using cad = await startTicketsCad();
  const send = ticketscadChannel(new URL(cad.url), protocol, () => NOON_MS);
  assert.deepEqual(await send(about(bare), SIGNAL), { kind: "delivered" });
  const { in_types_id, severity, contact, phone, lat } = cad.tickets[0];
  assert.deepEqual([in_types_id, severity, contact, phone, lat], [9, 0, "Anonymous", "", undefined]);
});

Deno.test("TicketsCAD's type is the variable's where none fits or the token may not read them; else it is said what to do", async () => {
  await using cad = await startTicketsCad([{ id: 1, type: "Fire" }]);
  const withDefault = ticketscadChannel(new URL(`${cad.url}/?in_types_id=42`), protocol, () => NOON_MS);
  assert.deepEqual(await withDefault(about(incident(1)), SIGNAL), { kind: "delivered" });
  assert.equal(cad.tickets[0].in_types_id, 42);

  cad.scopes = ["incidents:write"];
  const without = ticketscadChannel(new URL(cad.url), protocol, () => NOON_MS);
  const outcome = await without(about(incident(1)), SIGNAL);
  assert.match("error" in outcome ? outcome.error : "", /incident_types.*TICKETSCAD_URL/);
  assert.equal(cad.tickets.length, 1);
});

Deno.test("TicketsCAD's refusals are told by the name it gives them, and its Retry-After is kept", async () => {
  await using cad = await startTicketsCad();
  cad.scopes = ["incident_types:read"];
  const send = ticketscadChannel(new URL(cad.url), protocol, () => NOON_MS);
  assert.deepEqual(await send(about(incident(1)), SIGNAL), {
    kind: "failed",
    error: "HTTP 403 (forbidden_scope): refused; somebody has to mend the cause",
    retryAfter: null,
  });
  cad.trouble = { status: 429, json: { ok: false, error: "rate_limited" }, headers: { "retry-after": "60" } };
  assert.deepEqual(await send(about(incident(1)), SIGNAL), {
    kind: "failed",
    error: "HTTP 429 (rate_limited)",
    retryAfter: "60",
  });
});

Deno.test("Resgrid gets a pending call with all that it has a field for, and pages nobody", async () => {
  await using resgrid = await startResgrid();
  const send = resgridChannel(new URL(`http://${RESGRID_KEY}@${resgrid.host}`), protocol);
  const theft = incident(1, { typeCode: "THEFT", priority: 1, summary: "Bicycle stolen" });
  assert.deepEqual(await send(about(theft), SIGNAL), { kind: "delivered" });
  const { Note, Name, Type, ...call } = resgrid.calls[0];
  assert.deepEqual(call, {
    Priority: 3,
    Nature: "Bicycle stolen",
    ExternalId: theft.id,
    IncidentId: "2026-000001",
    IsPending: true,
    Address: "200 Main Street, unit 4B, near Second Avenue, the library",
    Geolocation: "39.78,-89.65",
    ContactName: "Ann",
    ContactInfo: "+12025550123",
  });
  assert.equal(Name, `2026-000001 ${Type}`);
  assert.match(Note, /Weapons: unknown/);
  assert.equal(resgrid.paged, 0);
});

Deno.test("Resgrid takes a user's access token as well, and an incident of which almost nothing is known", async () => {
  await using resgrid = await startResgrid();
  const send = resgridChannel(new URL(`http://${RESGRID_BEARER}@${resgrid.host}/`), protocol);
  assert.deepEqual(await send(about(bare), SIGNAL), { kind: "delivered" });
  const { Priority, Nature, ContactName, ContactInfo, Address } = resgrid.calls[0];
  assert.deepEqual([Priority, Nature, ContactName, ContactInfo, Address], [
    ...[0, "Unknown trouble", "Anonymous"],
    ...[undefined, undefined],
  ]);
  const wrong = resgridChannel(new URL(`http://wrong@${resgrid.host}`), protocol);
  const outcome = await wrong(about(bare), SIGNAL);
  assert.match("error" in outcome ? outcome.error : "", /^HTTP 401: refused/);
});

Deno.test("the most urgent is 1 here, 2 in TicketsCAD, 3 in Resgrid; what is least urgent is 0 in both", () => {
  assert.deepEqual([1, 2, 3, 4, 5].map(severityOf), [2, 1, 0, 0, 0]);
  assert.deepEqual([1, 2, 3, 4, 5].map(resgridPriority), [3, 2, 1, 0, 0]);
});

import assert from "node:assert/strict";
import { type DeskPorts, openDesk } from "../../src/desk/desk.ts";
import { closeOrphans } from "../../src/desk/orphans.ts";
import { builtInProtocol } from "../../src/intake/builtin.ts";
import { type Answers, merge, noFacts } from "../../src/intake/facts.ts";
import { refusedCall } from "../../src/books.ts";
import { openMemory } from "../../src/store/store.ts";

const NOW = new Date("2026-12-31T23:30:00Z");
const facts = (answers: Answers) => merge(noFacts(), answers);
const NOISE = facts({ location: { address: "12 Main Street" }, typeCode: "NOISE", nature: "loud music" });

/** A desk over a database in memory, everybody to be told. */
async function deskWithStore(more: Partial<DeskPorts> = {}) {
  const store = await openMemory(() => NOW.getTime());
  const alarms: string[] = [];
  const opened = openDesk({
    store,
    protocol: builtInProtocol("police"),
    recipients: { webhook: true, sms: ["+12025550124"], calls: ["+12025550125"], ticketscad: true, resgrid: false },
    locate: () => null,
    now: () => NOW,
    timeZone: "UTC",
    news: { messagesWait: () => {}, alarm: (kind) => void alarms.push(kind) },
    ...more,
  });
  const call = (sid: string, from = "+12025550147") => opened.forCall({ sid, from });
  const waiting = async () =>
    (await store.listMessages({ state: "waiting", limit: 100 })).items.toReversed().map(({ channel, type }) =>
      `${channel} ${type}`
    );
  return { store, desk: opened, call, waiting, alarms };
}

Deno.test("nothing is opened before place or nature is known", async () => {
  const { store, call, waiting } = await deskWithStore();
  assert.equal(await call("CA1").keepFacts(facts({ callerName: "Ann", when: "now" })), null);
  assert.deepEqual(await waiting(), []);
  await store.close();
});

Deno.test("an incident opens once, fills answer by answer, and each change is announced in its own transaction", async () => {
  const { store, call, waiting } = await deskWithStore();
  const mine = call("CA1");
  const name = await mine.keepFacts(facts({ nature: "loud music" }));
  assert.match(name!.id, /^urn:uuid:/);
  assert.equal(name!.number, "2026-000001");
  const more = facts({ nature: "loud music", location: { address: "12 Main Street" } });
  assert.deepEqual(await mine.keepFacts(more), name);
  await mine.keepFacts(more);
  const incident = await store.findIncident(name!.id);
  assert.deepEqual(incident!.narrative.map(({ text }) => text), ["Nature: loud music", "Location: 12 Main Street"]);
  assert.deepEqual(
    await waiting(),
    ["webhook incident.created", "webhook incident.updated"],
    "what changes nothing is not told",
  );
  await store.close();
});

Deno.test("somebody is sent once, however often it is ordered, and units and systems hear of it", async () => {
  const { store, call, waiting } = await deskWithStore();
  const mine = call("CA1");
  await mine.keepFacts(NOISE);
  const order = { summary: "Loud music at 12 Main Street.", isReport: false, facts: NOISE, missing: ["when"] };
  const name = await mine.send(order);
  assert.deepEqual(await mine.send(order), name);
  const incident = await store.findIncident(name.id);
  assert.deepEqual([incident!.status, incident!.incomplete, incident!.times.dispatched], [
    "dispatched",
    ["when"],
    NOW.toISOString(),
  ]);
  assert.deepEqual(await waiting(), [
    "webhook incident.created",
    "webhook incident.dispatched",
    "sms dispatch",
    "call dispatch",
    "ticketscad incident.dispatched",
  ]);
  await store.close();
});

Deno.test("what was not kept before is filled in when somebody is sent, and when the alarm is raised", async () => {
  const order = { summary: null, isReport: false, facts: NOISE, missing: [] };
  for (const act of ["send", "escalate"] as const) {
    const { store, call } = await deskWithStore();
    const mine = call("CA1");
    const name = await mine.keepFacts(facts({ nature: "loud music" }));
    await (act === "send" ? mine.send(order) : mine.escalate("weapon", NOISE));
    const { location, typeCode, narrative } = (await store.findIncident(name!.id))!;
    assert.deepEqual([location.address, typeCode], ["12 Main Street", "NOISE"], act);
    assert.ok(narrative.some(({ text }) => text.includes("12 Main Street")), act);
    const texts = (await store.listMessages({ state: "waiting", limit: 100 })).items.filter(({ type }) =>
      type === "dispatch"
    );
    for (const { payload } of texts) assert.match((payload as { text: string }).text, /12 Main Street/);
    await store.close();
  }
});

Deno.test("a report sends nobody, and is closed with its disposition", async () => {
  const { store, call, waiting } = await deskWithStore();
  const name = await call("CA1").send({ summary: null, isReport: true, facts: NOISE, missing: [] });
  const incident = await store.findIncident(name.id);
  assert.deepEqual([incident!.status, incident!.disposition, incident!.summary], [
    "closed",
    "01",
    "loud music, 12 Main Street",
  ]);
  assert.ok(!(await waiting()).some((message) => message.startsWith("sms") || message.startsWith("call")));
  await store.close();
});

Deno.test("a second caller joins the first's incident; one whose place is known later only is closed as its duplicate", async () => {
  const { store, call } = await deskWithStore();
  const first = await call("CA1").keepFacts(NOISE);
  assert.deepEqual(await call("CA2", "+12025550148").keepFacts(NOISE), first);
  const third = call("CA3", "+12025550149");
  const own = await third.keepFacts(facts({ typeCode: "NOISE", nature: "loud music" }));
  assert.notDeepEqual(own, first);
  assert.deepEqual(await third.keepFacts(NOISE), first);
  const duplicate = await store.findIncident(own!.id);
  assert.deepEqual([duplicate!.status, duplicate!.disposition, duplicate!.duplicateOf], ["closed", "22", first!.id]);
  const kept = await store.findIncident(first!.id);
  for (const number of ["+12025550148", "+12025550149"]) {
    assert.ok(kept!.narrative.some(({ text }) => text.includes(number)), number);
  }
  assert.equal(kept!.caller.callerId, "+12025550147");
  await store.close();
});

Deno.test("who joins another caller's incident files no report of it: the first still has somebody sent", async () => {
  const { store, call } = await deskWithStore();
  const first = call("CA1");
  const name = await first.keepFacts(NOISE);
  const order = { summary: null, facts: NOISE, missing: [] };
  assert.deepEqual(await call("CA2", "+12025550148").send({ ...order, isReport: true }), name);
  assert.equal((await store.findIncident(name!.id))!.status, "pending");
  await first.send({ ...order, isReport: false });
  assert.equal((await store.findIncident(name!.id))!.status, "dispatched");
  await store.close();
});

Deno.test("an incident that a person has closed stays as it is; what its caller adds joins the narrative", async () => {
  const { store, call } = await deskWithStore();
  const mine = call("CA1");
  const name = await mine.send({ summary: null, isReport: true, facts: NOISE, missing: [] });
  await mine.keepFacts(merge(NOISE, { weapons: "yes" }));
  const incident = await store.findIncident(name.id);
  assert.deepEqual([incident!.status, incident!.priority, incident!.safety.weapons], ["closed", 5, null]);
  assert.equal(incident!.narrative.at(-1)!.text, "Weapons: yes");
  await store.close();
});

Deno.test("what another caller adds to an incident that is over joins the narrative too, and changes nothing else", async () => {
  const { store, call } = await deskWithStore();
  const first = call("CA1");
  const name = await first.keepFacts(NOISE);
  const second = call("CA2", "+12025550148");
  await second.keepFacts(NOISE);
  await first.send({ summary: null, isReport: true, facts: NOISE, missing: [] });
  const before = await store.findIncident(name!.id);
  await second.keepFacts(merge(NOISE, { weapons: "yes", details: { music: "drums" } }));
  const { narrative, ...after } = (await store.findIncident(name!.id))!;
  assert.match(narrative.at(-1)!.text, /Weapons: yes.*music: drums/);
  assert.deepEqual({ ...after, narrative: before!.narrative }, before);
  await store.close();
});

Deno.test("danger is an incident of priority 1 even when nothing else is known, and an alarm", async () => {
  const { store, call, alarms } = await deskWithStore();
  const mine = call("CA1");
  const name = await mine.escalate("weapon", noFacts());
  assert.deepEqual(alarms, ["weapon"]);
  assert.equal((await store.findIncident(name!.id))!.priority, 1);
  await mine.keepFacts(facts({ typeCode: "NOISE", nature: "a car door" }));
  assert.equal((await store.findIncident(name!.id))!.priority, 1, "never less urgent by rule than it was");
  assert.ok((await store.eventsAfter(0, 50)).some(({ type }) => type === "alarm"));
  await store.close();
});

Deno.test("a place outside the jurisdiction is flagged once", async () => {
  const { store, call } = await deskWithStore({
    locate: () => ({ verified: true, address: "12 Main St", lat: 1, lon: 2, jurisdiction: "outside" }),
  });
  const mine = call("CA1");
  const name = await mine.keepFacts(NOISE);
  await mine.keepFacts(merge(NOISE, { when: "now" }));
  const incident = await store.findIncident(name!.id);
  assert.equal(incident!.narrative.filter(({ by }) => by === "gazetteer").length, 1);
  assert.deepEqual([incident!.location.verified, incident!.location.address, incident!.location.lat], [
    true,
    "12 Main St",
    1,
  ]);
  await store.close();
});

Deno.test("numbers begin anew with the agency's own year", async () => {
  const { store, call } = await deskWithStore({ timeZone: "Europe/Madrid" });
  assert.equal((await call("CA1").keepFacts(NOISE))!.number, "2027-000001");
  await store.close();
});

Deno.test("the end of a call is told; an abandoned one leaves somebody to call back", async () => {
  const { store, call, waiting } = await deskWithStore();
  const record = refusedCall({ sid: "CA1", from: "+12025550147", to: "+12025550100" }, "full", NOW);
  await call("CA1").ended({ ...record, outcome: "abandoned" });
  await call("CA2", "anonymous").ended({ ...record, sid: "CA2", outcome: "abandoned" });
  await call("CA3").ended({ ...record, sid: "CA3", outcome: "answered" });
  assert.deepEqual(await waiting(), [
    "webhook call.abandoned",
    "webhook call.ended",
    "webhook call.abandoned",
    "webhook call.ended",
    "webhook call.ended",
  ]);
  assert.deepEqual((await store.openTasks(10)).map(({ kind, callSid }) => [kind, callSid]), [["call_back", "CA1"]]);
  assert.equal((await store.findCall("CA3"))!.outcome, "answered");
  await store.close();
});

Deno.test("the end of a call names its incident, also when its record was made before the incident was kept", async () => {
  const { store, desk, call } = await deskWithStore();
  const ended = refusedCall({ sid: "CA1", from: "+12025550147", to: "+12025550100" }, "full", NOW);
  const first = await call("CA1").keepFacts(NOISE);
  await call("CA1").ended({ ...ended, outcome: "abandoned" });
  const second = await call("CA2").keepFacts(facts({ nature: "a lost dog" }));
  await store.saveCall({ ...ended, sid: "CA2", state: "talking", outcome: null, reason: null, endedAt: null });
  await store.letGo("CA2");
  await closeOrphans(store, desk, NOW.getTime(), NOW);
  assert.deepEqual([(await store.findCall("CA1"))!.incidentId, (await store.findCall("CA2"))!.incidentId], [
    first!.id,
    second!.id,
  ]);
  assert.equal((await store.openTasks(10))[0]!.incidentId, first!.id);
  const told = (await store.listMessages({ state: "waiting", limit: 100 })).items.filter(({ type }) =>
    type.startsWith("call.")
  );
  assert.deepEqual(told.map(({ orderKey }) => orderKey), [second!.id, first!.id, first!.id]);
  await store.close();
});

Deno.test("calls that a dead process left open are closed, say why, and are told; those that ended stay as they are", async () => {
  const { store, desk, waiting } = await deskWithStore();
  const ended = refusedCall({ sid: "CA1", from: "+12025550147", to: "+12025550100" }, "full", NOW);
  const open = { ...ended, state: "talking" as const, outcome: null, reason: null, endedAt: null, faults: [] };
  await store.saveCall(ended);
  for (const sid of ["CA2", "CA3"]) await store.saveCall({ ...open, sid });
  assert.equal(await closeOrphans(store, desk, NOW.getTime(), NOW), 0, "a process that lives has them");
  for (const sid of ["CA2", "CA3"]) await store.letGo(sid);
  assert.equal(await closeOrphans(store, desk, NOW.getTime(), NOW), 2);
  assert.equal(await closeOrphans(store, desk, NOW.getTime(), NOW), 0);
  const closed = await store.findCall("CA2");
  assert.deepEqual([closed!.state, closed!.outcome, closed!.reason, closed!.endedAt], [
    "ended",
    "failed",
    "restarted",
    NOW.toISOString(),
  ]);
  assert.deepEqual(closed!.faults.map(({ code }) => code), ["restarted"]);
  assert.deepEqual(await store.findCall("CA1"), ended);
  assert.deepEqual(await waiting(), ["webhook call.ended", "webhook call.ended"]);
  await store.close();
});

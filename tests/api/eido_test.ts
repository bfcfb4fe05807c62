/** The EIDO of an incident: complete by the standard's own list, and nothing said that nobody knows. */

import assert from "node:assert/strict";
import { parseXml, type XmlElement } from "@rgrove/parse-xml";
import { type EidoContext, eidoOf } from "../../src/api/eido.ts";
import { eido as shape } from "../../src/api/eido_shape.ts";
import type { IncidentRecord } from "../../src/store/incident_record.ts";
import { bareIncident } from "../store/records.ts";

const CONTEXT: EidoContext = {
  agency: { id: "police.example.org" },
  element: "dispatch.example.org",
  call: { startedAt: "2026-11-02T10:00:00.000Z", answeredAt: "2026-11-02T10:00:01.000Z", endedAt: null },
};

const PENDING = bareIncident(123, {
  id: "urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e",
  times: { created: "2026-11-02T10:00:20.000Z", dispatched: null, enroute: null, onscene: null, closed: null },
});

const FULL: IncidentRecord = {
  ...PENDING,
  status: "closed",
  priority: 2,
  typeCode: "NOISE",
  nature: "Loud <b>party</b> & shouting",
  when: "right now",
  summary: "Noise at 12 Main St",
  location: {
    raw: 'twelve Main, "the red house"',
    address: "12 Main St",
    unit: "4",
    crossStreet: "N Oak Ave",
    landmark: "the library",
    lat: 41.2,
    lon: -93.5,
    verified: true,
  },
  safety: { inProgress: "yes", injuries: "no", weapons: "unknown" },
  caller: { name: "Ada", anonymous: false, callback: "+12025550147", callerId: "+12025550100", language: "en" },
  details: { source: "a garden" },
  narrative: [
    { at: "2026-11-02T10:02:00.000Z", by: "dispatcher", text: "Dispatched: <script>alert(1)</script>" },
    { at: "2026-11-02T10:09:00.000Z", by: "r.reyes", text: "Quiet now" },
  ],
  units: [{ id: "21", status: "onscene", at: "2026-11-02T10:06:00.000Z" }],
  times: { ...PENDING.times, dispatched: "2026-11-02T10:02:00.000Z", closed: "2026-11-02T10:10:00.000Z" },
  disposition: "05",
  incomplete: ["caller"],
  duplicateOf: "urn:uuid:11111111-1111-4111-8111-111111111111",
};

Deno.test("`eidoOf()` gives every field that the standard requires, for the barest incident and for a full one", () => {
  for (const incident of [PENDING, FULL]) {
    for (const call of [CONTEXT.call, null]) {
      const { error } = shape.safeParse(eidoOf(incident, { ...CONTEXT, call }));
      assert.equal(error?.message, undefined);
    }
  }
});

Deno.test("the required fields are looked for: an EIDO that lacks one is refused", () => {
  const whole = eidoOf(FULL, CONTEXT);
  for (const name of ["$id", "lastUpdateTimeStamp", "updatedByAgencyReference", "eidoVersion", "agencyComponent"]) {
    assert.equal(shape.safeParse({ ...whole, [name]: undefined }).success, false, name);
  }
  const [call] = whole.callComponent ?? [];
  for (const name of ["callStateRegistryText", "standardPrimaryCallType", "direction", "callStartTimestamp"]) {
    assert.equal(shape.safeParse({ ...whole, callComponent: [{ ...call, [name]: undefined }] }).success, false, name);
  }
  const incidentComponent = { ...whole.incidentComponent, incidentTypeCommonRegistryText: undefined };
  assert.equal(shape.safeParse({ ...whole, incidentComponent }).success, false);
});

Deno.test("every reference leads to a component, and no two components share an identifier", () => {
  for (const incident of [PENDING, FULL]) {
    const whole = eidoOf(incident, CONTEXT);
    const { ids, references } = linksOf(whole);
    assert.equal(new Set(ids).size, ids.length, ids.join("\n"));
    assert.deepEqual(references.filter((reference) => !ids.includes(reference)), []);
    assert.ok(references.length > 2);
  }
});

Deno.test("identifiers are the incident's own and stay; the stamp is that of the last change", () => {
  const first = eidoOf(FULL, CONTEXT);
  assert.equal(first.$id, "urn:emergency:uid:incidentid:0f8fad5bd9cb469fa16570867728950e:dispatch.example.org");
  assert.deepEqual(eidoOf(FULL, CONTEXT), first);
  assert.equal(first.lastUpdateTimeStamp, "2026-11-02T10:10:00.000Z");
  assert.equal(eidoOf(PENDING, CONTEXT).lastUpdateTimeStamp, "2026-11-02T10:00:20.000Z");
});

Deno.test("priorities are turned round: our 1 is their 10, and each lower one is lower", () => {
  const turned = [1, 2, 3, 4, 5].map((priority) =>
    eidoOf({ ...PENDING, priority }, CONTEXT).incidentComponent?.incidentCommonPriorityNumber ?? -1
  );
  assert.equal(turned[0], 10);
  assert.deepEqual(turned.toSorted((one, other) => other - one), turned);
  assert.equal(new Set(turned).size, 5);
});

Deno.test("the incident's location is the incident's only: neither call nor caller are said to be there", () => {
  const { locationComponent, incidentComponent, callComponent, personComponent } = eidoOf(FULL, CONTEXT);
  assert.deepEqual(locationComponent?.map((one) => one.locationTypeDescriptionRegistryText), ["CurrentIncident"]);
  assert.deepEqual(incidentComponent?.locationReference, [{ $ref: locationComponent?.[0]?.$id }]);
  assert.equal(callComponent?.[0]?.locationReference, undefined);
  assert.equal(personComponent?.[0]?.locationReference, undefined);
  const nowhere = eidoOf(PENDING, CONTEXT);
  assert.equal(nowhere.locationComponent, undefined);
  assert.equal(nowhere.incidentComponent?.locationReference, undefined);
});

Deno.test("a location is PIDF-LO with address and point, whatever the caller said, and says whether it was verified", () => {
  const [location] = eidoOf(FULL, CONTEXT).locationComponent ?? [];
  assert.deepEqual(civicOf(location?.locationByValue ?? ""), {
    RD: "Main St",
    HNO: "12",
    UNIT: "4",
    LMK: "the library",
    LOC: 'twelve Main, "the red house"',
    pos: "41.2 -93.5",
  });
  assert.deepEqual(civicOf(location?.crossStreetByValue?.[0] ?? ""), { RD: "N Oak Ave" });
  assert.equal(location?.locationDescriptionText, "verified");
  const raw = "</ca:LOC> & <x> \u0000 ]]>";
  const wild = eidoOf({ ...PENDING, location: { ...PENDING.location, raw } }, CONTEXT).locationComponent?.[0];
  assert.deepEqual(civicOf(wild?.locationByValue ?? ""), { LOC: "</ca:LOC> & <x>  ]]>" });
  assert.match(String(wild?.locationDescriptionText), /^unverified/);
});

Deno.test("the narrative becomes notes in its order, with its writers, and without markup of the caller's", () => {
  const { notesComponent = [], agentComponent } = eidoOf(FULL, CONTEXT);
  assert.deepEqual(notesComponent.map((note) => note.notesActionComments), [
    "Noise at 12 Main St",
    "In progress: yes. Injuries: no. Weapons: unknown.",
    "When: right now",
    "source: a garden",
    "Caller: Ada",
    "Caller's language: en",
    "Not answered: caller",
    "Disposition: 05",
    "Dispatched: &lt;script&gt;alert(1)&lt;/script&gt;",
    "Quiet now",
  ]);
  assert.match(notesComponent.at(-1)?.agentReference?.$ref ?? "", /agent:r\.reyes$/);
  assert.deepEqual(agentComponent?.map((agent) => agent.agentRoleRegistryText), [["Call Taking"], ["Dispatching"]]);
});

Deno.test("callback numbers are tel URIs, each once; a withheld number is none", () => {
  const uris = (caller: Partial<IncidentRecord["caller"]>) =>
    eidoOf({ ...FULL, caller: { ...FULL.caller, ...caller } }, CONTEXT).callbackComponent?.[0]?.callBackInformationUri;
  assert.deepEqual(uris({}), ["tel:+12025550147", "tel:+12025550100"]);
  assert.deepEqual(uris({ callback: "+12025550100" }), ["tel:+12025550100"]);
  assert.equal(uris({ callback: "my sister's phone", callerId: null }), undefined);
});

Deno.test("the disposition is the registry's code, units and a duplicate's first report are told", () => {
  const full = eidoOf(FULL, CONTEXT);
  assert.deepEqual(full.incidentComponent?.dispositionComponent?.map((one) => one.dispositionCommonRegistryCode), [
    "05",
  ]);
  assert.deepEqual(full.emergencyResourceComponent?.map((unit) => unit.emergencyResourceName), ["21"]);
  assert.match(full.linkComponent?.[0]?.incidentTrackingIdentifier ?? "", /:11111111111141118111111111111111:/);
  const other = eidoOf({ ...FULL, disposition: "settled" }, CONTEXT);
  assert.equal(other.incidentComponent?.dispositionComponent, undefined);
});

Deno.test("the call is as far as it got", () => {
  const state = (change: object) =>
    eidoOf(PENDING, { ...CONTEXT, call: { ...CONTEXT.call!, ...change } }).callComponent?.[0]?.callStateRegistryText;
  assert.deepEqual([state({ answeredAt: null }), state({}), state({ endedAt: "2026-11-02T10:05:00.000Z" })], [
    "callBegin",
    "callAnswered",
    "callEnd",
  ]);
});

/** All `$id` and `$ref` of an object, however deep. */
function linksOf(value: unknown): { ids: string[]; references: string[] } {
  const ids: string[] = [];
  const references: string[] = [];
  JSON.stringify(value, (key, inner) => {
    if (key === "$id") ids.push(inner);
    if (key === "$ref") references.push(inner);
    return inner;
  });
  return { ids, references };
}

/** The leaves of a PIDF-LO document by name; throws when it is not well-formed. */
function civicOf(xml: string): Record<string, string> {
  const leaves: Record<string, string> = {};
  const walk = (element: XmlElement) => {
    const inner = element.children.filter((child): child is XmlElement => child.type === "element");
    if (inner.length > 0) inner.forEach(walk);
    else if (/^(ca|gml):(?!civicAddress)/.test(element.name)) leaves[element.name.replace(/^\w+:/, "")] = element.text;
  };
  walk(parseXml(xml).root!);
  return leaves;
}

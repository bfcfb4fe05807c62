/** An incident, as the API describes it. */

import * as z from "zod";
import { INCIDENT_STATUSES, type IncidentRecord } from "../store/incident_record.ts";
import { time } from "./fields.ts";

const text = z.string().nullable();
const yesNo = z.enum(["yes", "no", "unknown"]).nullable();

const location = z.object({
  raw: text.meta({ description: "The caller's own words" }),
  address: text,
  unit: text,
  crossStreet: text,
  landmark: text,
  lat: z.number().nullable(),
  lon: z.number().nullable(),
  verified: z.boolean().meta({ description: "Matched against the gazetteer" }),
});

const caller = z.object({
  name: text,
  anonymous: z.boolean(),
  callback: text.meta({ description: "E.164 where it can be read as one, else as said" }),
  callerId: text.meta({ description: "The number the call came from; null when withheld" }),
  language: text.meta({ description: "BCP 47" }),
});

const times = z.object({
  created: time,
  dispatched: time.nullable(),
  enroute: time.nullable(),
  onscene: time.nullable(),
  closed: time.nullable(),
});

export const incidentShape: z.ZodType<IncidentRecord> = z.object({
  id: z.string().meta({ description: "`urn:uuid:…`" }),
  number: z.string().meta({ description: "`2026-000123`: without gaps within a year" }),
  status: z.enum(INCIDENT_STATUSES),
  priority: z.int().min(1).max(5).meta({ description: "1 is the highest" }),
  typeCode: text,
  nature: text,
  when: text.meta({ description: "As the caller said it" }),
  occurredAt: time.nullable(),
  summary: text,
  location,
  safety: z.object({ inProgress: yesNo, injuries: yesNo, weapons: yesNo }),
  caller,
  details: z.record(z.string(), z.string()).meta({
    description: "Answers to the protocol's key questions, by their id",
  }),
  narrative: z.array(z.object({ at: time, by: z.string(), text: z.string() })).meta({ description: "Grows only" }),
  units: z.array(z.object({ id: z.string(), status: z.string(), at: time })),
  times,
  disposition: text.meta({ description: "A code of APCO ANS 1.111" }),
  callSid: z.string(),
  incomplete: z.array(z.string()).meta({ description: "What nobody had answered when it was dispatched" }),
  duplicateOf: text.meta({ description: "The incident whose caller was first" }),
}).meta({ id: "Incident" });

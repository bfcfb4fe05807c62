/** `/api/v1/incidents`: what was reported, read. */

import * as z from "zod";
import { INCIDENT_STATUSES } from "../store/incident_record.ts";
import { eidoOf } from "./eido.ts";
import { incidentId, oneOf, pageOf, pageQuery } from "./fields.ts";
import { incidentShape } from "./incident_shape.ts";
import { given, page } from "./page.ts";
import type { ApiPorts } from "./ports.ts";
import { type Route, route, type Subject } from "./route.ts";

/** An incident, as a path names it. */
export const incident: Subject = {
  name: "id",
  shape: incidentId,
  absent: "There is no incident with this id.",
};
const tag = "incidents";
const query = z.strictObject({ status: oneOf(INCIDENT_STATUSES).optional(), ...pageQuery });

/** The routes that read incidents. */
export function incidentRoutes({ store, issuer }: Pick<ApiPorts, "store" | "issuer">): readonly Route[] {
  return [
    route({
      ...{ method: "get", path: "/incidents", operation: "listIncidents", tag, query },
      summary: "The incidents, newest first",
      answers: { 200: { description: "A page of incidents", shape: pageOf(incidentShape, "Incidents") } },
    }, ({ context, query }) => page(context, () => store.listIncidents(given(query)))),
    route({
      ...{ method: "get", path: "/incidents/{id}.eido.json", operation: "readEido", tag, subject: incident },
      summary: "One incident as an Emergency Incident Data Object (NENA-STA-021)",
      answers: { 200: { description: "The EIDO", shape: z.looseObject({}).meta({ id: "Eido" }) } },
    }, async ({ context, id, absent }) => {
      const found = await store.findIncident(id);
      if (found === null) return absent();
      const { agency, element } = issuer;
      const call = await store.findCall(found.callSid);
      return context.json(eidoOf(found, { agency: { id: agency }, element, call }));
    }),
    route({
      ...{ method: "get", path: "/incidents/{id}", operation: "readIncident", tag, subject: incident },
      summary: "One incident",
      answers: { 200: { description: "The incident", shape: incidentShape } },
    }, async ({ context, id, absent }) => {
      const found = await store.findIncident(id);
      return found === null ? absent() : context.json(found);
    }),
  ];
}

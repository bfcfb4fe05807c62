/** `POST /api/v1/incidents/{id}/…`: incidents, worked. */

import * as z from "zod";
import { dispositionList, readDisposition } from "../desk/dispositions.ts";
import { work } from "../desk/work.ts";
import { UNIT_STATUSES, type WorkOrder } from "../desk/worked.ts";
import { INCIDENT_STATUSES } from "../store/incident_record.ts";
import { oneOf, prose } from "./fields.ts";
import { incidentShape } from "./incident_shape.ts";
import { incident } from "./incidents.ts";
import { done, once, onceHeaders, refused, respond } from "./once.ts";
import type { ApiPorts } from "./ports.ts";
import { type Route, route } from "./route.ts";

/** Characters of a line that a person writes: a page. */
const PROSE = 4_000;

const UNIT_TEXT = "is a unit's name: 1 to 32 letters, digits, blanks or . _ / + -";
const unitId = z.string(UNIT_TEXT).trim().regex(/^[\p{L}\p{N}+][\p{L}\p{N} ._/+-]{0,31}$/u, UNIT_TEXT);

const disposition = z.string(`is one of ${dispositionList()}`).max(40, "is a disposition").transform(
  (text, context) => {
    const code = readDisposition(text);
    if (code !== null) return code;
    context.addIssue(`is one of ${dispositionList()}`);
    return z.NEVER;
  },
).meta({ description: `A code or its words: ${dispositionList()}` });

const bodies = {
  dispatch: z.strictObject({}),
  units: z.strictObject({ id: unitId, status: oneOf(UNIT_STATUSES) }).meta({ id: "UnitStatus" }),
  status: z.strictObject({ status: oneOf(INCIDENT_STATUSES) }).meta({ id: "Status" }),
  note: z.strictObject({ text: prose(PROSE) }).meta({ id: "Note" }),
  close: z.strictObject({ disposition, text: prose(PROSE).optional() }).meta({ id: "Closing" }),
};

/** The routes that work incidents. */
export function incidentWorkRoutes(ports: Pick<ApiPorts, "store" | "desk">): readonly Route[] {
  const to = <B extends z.ZodObject>(name: string, summary: string, body: B, order: (body: z.output<B>) => WorkOrder) =>
    orderRoute(ports, { name, summary, body, order });
  return [
    to("dispatch", "Send somebody. Once: asked again, it changes nothing", bodies.dispatch, () => ({
      type: "dispatch",
    })),
    to("units", "A unit's status; it moves the incident", bodies.units, (unit) => ({ type: "unit", ...unit })),
    to("status", "The incident's status, forward", bodies.status, (body) => ({ type: "status", ...body })),
    to("note", "A line more in the narrative, also when it is closed", bodies.note, (body) => ({
      type: "note",
      ...body,
    })),
    to("close", "End it with its disposition", bodies.close, ({ disposition, text }) => {
      return { type: "close", disposition, text: text ?? null };
    }),
  ];
}

function orderRoute<B extends z.ZodObject>(
  { store, desk }: Pick<ApiPorts, "store" | "desk">,
  { name, summary, body, order }: {
    readonly name: string;
    readonly summary: string;
    readonly body: B;
    order(body: z.output<B>): WorkOrder;
  },
): Route {
  return route({
    method: "post",
    path: `/incidents/{id}/${name}`,
    operation: `${name}Incident`,
    tag: "incidents",
    ...{ summary, subject: incident, headers: onceHeaders, body },
    answers: {
      200: { description: "The incident as it is now", shape: incidentShape },
      409: { description: "It makes no sense as the incident stands" },
    },
  }, async ({ context, id, headers, body }) => {
    const request = `POST ${name} ${id} ${JSON.stringify(body)}`;
    const written = await once(store, { key: headers["idempotency-key"], request }, async (tx) => {
      const worked = await work(tx, desk, id, { order: order(body as z.output<B>), by: "api" });
      if (worked === null) return refused(404, incident.absent);
      return typeof worked === "string" ? refused(409, worked) : done(worked);
    });
    if (written.status === 200) desk.news.messagesWait();
    return respond(context, written);
  });
}

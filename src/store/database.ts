/** The whole database: every port on one object, over one connection. */

import { answerOf, keepAnswer } from "./answers.ts";
import { callStore, findCall, putCall } from "./calls.ts";
import type { Connection } from "./connection.ts";
import { addEvents, eventLog, type NewEvent } from "./events.ts";
import { findIncident, incidentOfCall, joinIncident, listIncidents, nextNumber, openLike } from "./incidents.ts";
import { putIncident } from "./incidents.ts";
import type { IncidentRecord } from "./incident_record.ts";
import { Lanes } from "./lanes.ts";
import type { Narrative } from "./narrative.ts";
import { addMessages, findMessage, outbox, replay } from "./outbox.ts";
import { ownership, owns } from "./owners.ts";
import type { EventLog, IncidentStore, Outbox, Ownership, Retention, Transaction } from "./ports.ts";
import { retention } from "./retention.ts";
import type { Sql } from "./schema.ts";
import type { Store } from "./store.ts";
import { addTask, finishTask, openTasks } from "./tasks.ts";

export interface Database extends Store, IncidentStore, Outbox, EventLog, Retention, Ownership {}

/**
 * The database behind a connection that is migrated. `nowMs` stamps messages, events and kept answers; `instance` names
 * this process among those that share the database.
 */
export function database(
  connection: Connection,
  nowMs: () => number,
  instance: string = crypto.randomUUID(),
): Database {
  const { sql } = connection;
  const lanes = new Lanes();
  return {
    ...callStore(connection, lanes, instance),
    ...outbox(connection),
    ...eventLog(connection),
    ...retention(connection),
    ...ownership(connection, lanes, instance),
    tell: (events) => connection.transact((sql) => addEvents(sql, connection.dialect, events, nowMs()), "in memory"),
    async transact(work) {
      // What was saved before it, it reads; and no older save of a call comes after it.
      await lanes.settled();
      return await connection.transact(async (sql) => {
        const events: NewEvent[] = [];
        const result = await work(transaction(sql, events, nowMs, instance));
        // Last: on PostgreSQL other transactions' events wait from here on.
        await addEvents(sql, connection.dialect, events, nowMs());
        return result;
      });
    },
    findIncident: (id) => findIncident(sql, id),
    listIncidents: (query) => listIncidents(sql, query),
    openTasks: (limit) => openTasks(sql, limit),
  };
}

/** One transaction's port; the events that it puts are collected in `events`. */
function transaction(sql: Sql, events: NewEvent[], nowMs: () => number, instance: string): Transaction {
  /** The narratives that were read: until the transaction is over they do not change. */
  const stored = new Map<string, Narrative>();
  const read = async (question: Promise<IncidentRecord | null>) => {
    const incident = await question;
    if (incident !== null) stored.set(incident.id, incident.narrative);
    return incident;
  };
  return {
    call: (sid) => findCall(sql, sid),
    owns: (sid) => owns(sql, sid, instance),
    incidentOfCall: (callSid) => read(incidentOfCall(sql, callSid)),
    incident: (id) => read(findIncident(sql, id)),
    openLike: (typeCode, sinceMs) => openLike(sql, typeCode, sinceMs),
    nextNumber: (year) => nextNumber(sql, year),
    join: (callSid, incidentId) => joinIncident(sql, callSid, incidentId),
    async put({ call, incident, messages = [], events: more = [], task }) {
      if (call !== undefined) await putCall(sql, call, instance);
      if (incident !== undefined) {
        await putIncident(sql, incident, stored.get(incident.id));
        // What it now is, the next `put` asks.
        stored.delete(incident.id);
      }
      await addMessages(sql, messages, nowMs());
      if (task !== undefined) await addTask(sql, task);
      events.push(...more);
    },
    finishTask: (id, at) => finishTask(sql, id, at),
    message: (id) => findMessage(sql, id),
    replay: (id, nowMs) => replay(sql, id, nowMs),
    answerOf: (key) => answerOf(sql, key),
    keepAnswer: (key, answer) => keepAnswer(sql, key, answer, nowMs()),
  };
}

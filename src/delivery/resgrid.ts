/**
 * Incidents to Resgrid as pending calls: nobody is paged until a dispatcher there sends them. Source:
 * github.com/Resgrid/Core, `Models/v4/Calls/NewCallInput.cs` (Priority, Name and Nature are required),
 * `Controllers/v4/CallsController.cs` (SaveCall), `Resgrid.Model/CallPriority.cs` (0 low to 3 emergency),
 * `Middleware/DepartmentApiKeyAuthHandler.cs` (a department's key `rgk_…` goes into a header of its own, never beside a
 * bearer token).
 */

import type { Protocol } from "../intake/protocol.ts";
import { ask } from "../outgoing.ts";
import type { IncidentRecord } from "../store/incident_record.ts";
import { callerName, callerNumber, notes, typeName, whatHappened, whereItIs } from "./incident_text.ts";
import { type Destination, readDestination } from "./destination.ts";
import { type Channel, outcomeOf, withoutAnswer } from "./outcome.ts";

/** Posts incidents. `url` is RESGRID_URL. */
export function resgridChannel(url: URL, protocol: Protocol): Channel {
  const to = readDestination(url);
  const headers = { "content-type": "application/json", accept: "application/json", ...authorization(to) };
  return async ({ payload }, signal) => {
    const body = JSON.stringify(callOf(payload as IncidentRecord, protocol));
    return await ask({ url: to.at("/api/v4/Calls/SaveCall"), headers, body, signal }).then(outcomeOf, withoutAnswer);
  };
}

/** 1 is the most urgent here, 3 (emergency) there. */
export function resgridPriority(priority: number): number {
  return Math.max(0, 4 - Math.max(1, priority));
}

function callOf(incident: IncidentRecord, protocol: Protocol): Record<string, unknown> {
  const { id, number, priority, location } = incident;
  const [address, name, phone] = [whereItIs(incident), callerName(incident), callerNumber(incident)];
  return {
    Priority: resgridPriority(priority),
    Name: `${number} ${typeName(incident, protocol)}`,
    Nature: whatHappened(incident, protocol),
    Note: notes(incident),
    Type: typeName(incident, protocol),
    ExternalId: id,
    IncidentId: number,
    IsPending: true,
    ...(address === null ? {} : { Address: address }),
    ...(location.lat === null || location.lon === null ? {} : { Geolocation: `${location.lat},${location.lon}` }),
    ...(name === null ? {} : { ContactName: name }),
    ...(phone === null ? {} : { ContactInfo: phone }),
  };
}

function authorization({ token }: Destination): Record<string, string> {
  return token.startsWith("rgk_") ? { "x-resgrid-apikey": token } : { authorization: `Bearer ${token}` };
}

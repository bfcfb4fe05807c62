/** An incident as the outside reads it: the shape of the API, of the store, and of what is delivered. */

import type { LocationFacts, YesNo } from "../intake/facts.ts";

export const INCIDENT_STATUSES = ["pending", "dispatched", "enroute", "onscene", "closed", "cancelled"] as const;
export type IncidentStatus = (typeof INCIDENT_STATUSES)[number];

/** Times are ISO 8601 UTC with milliseconds. */
export interface IncidentRecord {
  /** `urn:uuid:…`. */
  readonly id: string;
  /** `2026-000123`: without gaps within a year. */
  readonly number: string;
  readonly status: IncidentStatus;
  /** 1 highest … 5. */
  readonly priority: number;
  readonly typeCode: string | null;
  readonly nature: string | null;
  /** As the caller said it. */
  readonly when: string | null;
  readonly occurredAt: string | null;
  readonly summary: string | null;
  readonly location: LocationFacts & {
    readonly lat: number | null;
    readonly lon: number | null;
    /** Matched against the gazetteer; false where there is none. */
    readonly verified: boolean;
  };
  readonly safety: {
    readonly inProgress: YesNo | null;
    readonly injuries: YesNo | null;
    readonly weapons: YesNo | null;
  };
  readonly caller: {
    readonly name: string | null;
    readonly anonymous: boolean;
    /** E.164 where it can be read as one, else as said. */
    readonly callback: string | null;
    /** The number the call came from; null when withheld. */
    readonly callerId: string | null;
    readonly language: string | null;
  };
  readonly details: Readonly<Record<string, string>>;
  /** Grows only. */
  readonly narrative: readonly { readonly at: string; readonly by: string; readonly text: string }[];
  readonly units: readonly { readonly id: string; readonly status: string; readonly at: string }[];
  readonly times: {
    readonly created: string;
    readonly dispatched: string | null;
    readonly enroute: string | null;
    readonly onscene: string | null;
    readonly closed: string | null;
  };
  readonly disposition: string | null;
  readonly callSid: string;
  /** Slots that nobody answered when it was dispatched. */
  readonly incomplete: readonly string[];
  /** The incident's id whose caller was first. */
  readonly duplicateOf: string | null;
}

/** What is known of an incident, as a caller's answers fill it in. Plain data; null stands for "not said". */

export type YesNo = "yes" | "no" | "unknown";

/** Where it is happening, in the caller's words and taken apart. */
export interface LocationFacts {
  /** The caller's own words. */
  readonly raw: string | null;
  readonly address: string | null;
  readonly unit: string | null;
  readonly crossStreet: string | null;
  readonly landmark: string | null;
}

export interface Facts {
  readonly location: LocationFacts;
  /** What happened, in free words. */
  readonly nature: string | null;
  /** A type of the protocol. */
  readonly typeCode: string | null;
  /** As said. */
  readonly when: string | null;
  readonly inProgress: YesNo | null;
  readonly injuries: YesNo | null;
  readonly weapons: YesNo | null;
  readonly callbackNumber: string | null;
  readonly callerName: string | null;
  readonly anonymous: boolean;
  /** Answers to key questions, by the question's id. */
  readonly details: Readonly<Record<string, string>>;
  /** BCP 47. */
  readonly language: string | null;
}

/** What one answer adds or corrects: only what was said. */
export type Answers = Partial<Omit<Facts, "location">> & { readonly location?: Partial<LocationFacts> };

/** An incident of which nothing is known yet. */
export function noFacts(): Facts {
  return {
    location: { raw: null, address: null, unit: null, crossStreet: null, landmark: null },
    nature: null,
    typeCode: null,
    when: null,
    inProgress: null,
    injuries: null,
    weapons: null,
    callbackNumber: null,
    callerName: null,
    anonymous: false,
    details: {},
    language: null,
  };
}

/** Merges an answer: what it says replaces what was known, what it leaves out stays. */
export function merge(facts: Facts, answers: Answers): Facts {
  const { location, details, ...rest } = answers;
  return {
    ...facts,
    ...rest,
    location: { ...facts.location, ...location },
    details: { ...facts.details, ...details },
  };
}

/** Whether anything says where it is. */
export function isPlaceKnown({ location }: Facts): boolean {
  return [location.address, location.landmark, location.raw, location.crossStreet].some((part) => part !== null);
}

/** Whether enough is known for the incident to exist: where, or what. */
export function isIncident(facts: Facts): boolean {
  return isPlaceKnown(facts) || facts.nature !== null || facts.typeCode !== null;
}

/** How urgent an incident is, by rule: 1 life in danger … 5 noise, parking, animals. */

import type { Facts } from "../intake/facts.ts";
import { type Protocol, typeOf } from "../intake/protocol.ts";

/** Nothing is known of what it is: somebody should look. */
const UNKNOWN = 3;

/** The priority that the facts give. */
export function priorityOf(facts: Facts, protocol: Protocol): number {
  const type = typeOf(protocol, facts.typeCode);
  if (facts.weapons === "yes" || type?.escalates === true) return 1;
  if (facts.injuries === "yes") return Math.min(2, type?.priority ?? 2);
  const base = type?.priority ?? UNKNOWN;
  // A crime in progress is urgent; noise is always in progress.
  return facts.inProgress === "yes" && base >= 3 && base <= 4 ? 2 : base;
}

/** The protocols that come with the program. They are part of it: nothing is read from a disk. */

import alarmCompany from "./protocols/alarm_company.yaml" with { type: "text" };
import campus from "./protocols/campus.yaml" with { type: "text" };
import police from "./protocols/police.yaml" with { type: "text" };
import securityDesk from "./protocols/security_desk.yaml" with { type: "text" };
import utilityOutage from "./protocols/utility_outage.yaml" with { type: "text" };
import type { Protocol } from "./protocol.ts";
import { describeProtocolMistake, readProtocol } from "./protocol_file.ts";

/** Their names, the default first. */
export const BUILT_IN = ["police", "campus", "security_desk", "alarm_company", "utility_outage"] as const;
export type BuiltIn = (typeof BUILT_IN)[number];

const TEXTS: Readonly<Record<BuiltIn, string>> = {
  police,
  campus,
  security_desk: securityDesk,
  alarm_company: alarmCompany,
  utility_outage: utilityOutage,
};

const read = new Map<BuiltIn, Protocol>();

/** Whether a protocol of this name comes with the program. */
export function isBuiltIn(name: string): name is BuiltIn {
  return BUILT_IN.some((known) => known === name);
}

/** A protocol that comes with the program; read when it is first asked for. */
export function builtInProtocol(name: BuiltIn): Protocol {
  const known = read.get(name);
  if (known !== undefined) return known;
  const found = readProtocol(TEXTS[name], `${name}.yaml`);
  if (!found.ok) throw new Error(`Cannot read the protocol "${name}": ${found.mistakes.map(describeProtocolMistake)}`);
  read.set(name, found.protocol);
  return found.protocol;
}

/**
 * What an Emergency Incident Data Object must have: the required fields of NENA-STA-021.1 in its JSON form
 * (NENA911/EIDO-JSON, Schema/openapi.yaml 1.0.0), of the components that are written here. Whatever else it has passes.
 */

import * as z from "zod";

const text = z.string().min(1);
const stamp = z.iso.datetime();
const reference = z.object({ $ref: text });
const references = z.array(reference).min(1).optional();
/** Every component begins with these. */
const prologue = { $id: text, lastUpdateTimeStamp: stamp, updatedByAgencyReference: reference };

const agency = z.looseObject({
  ...prologue,
  agencyRoleDescriptionRegistryText: z.array(text),
  agencyType: z.array(text),
});
const agent = z.looseObject({ ...prologue, agentRoleRegistryText: z.array(text).min(1), agencyReference: reference });
const note = z.looseObject({ ...prologue, notesActionComments: text, agentReference: reference.optional() });
const disposition = z.looseObject({ ...prologue, dispositionCommonRegistryCode: text });
const incident = z.looseObject({
  ...prologue,
  incidentTypeCommonRegistryText: text,
  /** 0 to 10, 10 the highest. */
  incidentCommonPriorityNumber: z.int().min(0).max(10).optional(),
  locationReference: references,
  personReference: references,
  notesReference: references,
  dispositionComponent: z.array(disposition).optional(),
});
const call = z.looseObject({
  ...prologue,
  callStateRegistryText: text,
  standardPrimaryCallType: text,
  direction: z.enum(["incoming", "outgoing", "internal"]),
  callStartTimestamp: stamp,
  answerDate: stamp.optional(),
  locationReference: references,
});
const callback = z.looseObject({ ...prologue, callBackInformationUri: z.array(z.url()).optional() });
const location = z.looseObject({
  ...prologue,
  locationTypeDescriptionRegistryText: text,
  locationByValue: text.optional(),
  crossStreetByValue: z.array(text).optional(),
});
const person = z.looseObject({ ...prologue, personIncidentRoleRegistryText: z.array(text) });
const resource = z.looseObject({
  ...prologue,
  agentReference: z.array(reference),
  emergencyResourceTypeCommonRegistryText: text,
  primaryUnitStatusRegistryText: text,
  resourceAttributeRegistryText: z.array(text),
  secondaryUnitStatusRegistryText: z.array(text),
});
const link = z.looseObject({
  ...prologue,
  incidentTrackingIdentifier: text,
  linkDirectionCode: z.enum(["PARENT", "CHILD", "RELATED", "UNLINK"]),
});

export const eido = z.looseObject({
  ...prologue,
  eidoVersion: z.literal("1.0"),
  issuingElementIdentification: text,
  agencyComponent: z.array(agency).min(1),
  agentComponent: z.array(agent).optional(),
  incidentComponent: incident.optional(),
  callComponent: z.array(call).optional(),
  callbackComponent: z.array(callback).optional(),
  locationComponent: z.array(location).optional(),
  personComponent: z.array(person).optional(),
  notesComponent: z.array(note).optional(),
  emergencyResourceComponent: z.array(resource).optional(),
  linkComponent: z.array(link).optional(),
});

export type Eido = z.infer<typeof eido>;

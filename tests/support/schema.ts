/**
 * The vendor's published schema of the Realtime events, closed: the live API refuses properties that the schema does not
 * name, so here they are problems too.
 */

import { Ajv, type ValidateFunction } from "ajv";
import published from "../fixtures/protocol/openai-realtime.schema.json" with { type: "json" };

type Schema = { [key: string]: unknown };
type Defs = { readonly [name: string]: Schema };

/**
 * What the schema leaves out, with the reason: its descriptions speak of null, or the live API sends it. `null` allows
 * null at this place, an object adds a property.
 */
const EXCEPTIONS: readonly (readonly [path: string, allowed: null | Schema])[] = [
  // A response under way has neither yet: `response.created` shows both as null.
  ["RealtimeResponse/properties/status_details", null],
  ["RealtimeResponse/properties/usage", null],
  // "If `none`, [...] the value of `conversation_id` will be `null`."
  ["RealtimeResponse/properties/conversation_id", null],
  // "error: A description of the error that caused the response to fail": with its message, as `error` events have it.
  ["RealtimeResponse/properties/status_details/properties/error/properties/message", { type: "string" }],
  ["RealtimeResponse/properties/status_details/properties/error/properties/code", null],
  // "Set to `null` to turn off": the session shows what is off.
  ["RealtimeSessionCreateRequestGA/properties/audio/properties/input/properties/noise_reduction", null],
  ["RealtimeSessionCreateResponseGA/properties/audio/properties/input/properties/noise_reduction", null],
  ["RealtimeSessionCreateRequestGA/properties/audio/properties/input/properties/transcription", null],
  ["RealtimeSessionCreateResponseGA/properties/audio/properties/input/properties/transcription", null],
  ["RealtimeSessionCreateResponseGA/properties/include", null],
  // The echo shows what the request schema takes and the response schema forgot.
  ["RealtimeSessionCreateResponseGA/properties/parallel_tool_calls", { type: "boolean" }],
  ["AudioTranscriptionResponse/properties/keywords", { type: "array", items: { type: "string" } }],
  ["AudioTranscriptionResponse/properties/delay", { type: "string" }],
  // Audio that is not transcribed yet has no words: seen as null on items of the caller.
  ["RealtimeConversationItemMessageUser/properties/content/items/properties/transcript", null],
];

/** What is wrong with an event that the API is said to have sent; empty when nothing is. */
export function serverEventProblems(event: unknown): string[] {
  return problems("RealtimeServerEvent", event);
}

/** What is wrong with an event that a client sends; empty when nothing is. */
export function clientEventProblems(event: unknown): string[] {
  return problems("RealtimeClientEvent", event);
}

/** The types of the events of a union, by the name of their definition. */
function typesOf(union: string): Map<string, string> {
  const members = defs()[union]!["anyOf"] as readonly { $ref: string }[];
  return new Map(members.map(({ $ref }) => {
    const name = $ref.slice($ref.lastIndexOf("/") + 1);
    const { type } = defs()[name]!["properties"] as { type: { enum?: string[]; const?: string } };
    return [(type.enum?.[0] ?? type.const)!, name];
  }));
}

function problems(union: "RealtimeServerEvent" | "RealtimeClientEvent", event: unknown): string[] {
  const { type } = (event ?? {}) as { type?: unknown };
  const name = typesOf(union).get(String(type));
  if (name === undefined) return [`${union} has no type ${JSON.stringify(type)}`];
  const validate = validator(name);
  if (validate(event)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    `${type}${instancePath} ${message} ${JSON.stringify(params)}`
  );
}

/** Made when first needed: most test files do not. */
let patched: Defs | null = null;
let ajv: Ajv | null = null;

function validator(name: string): ValidateFunction {
  // Formats are not checked: `unixtime` is the vendor's own.
  ajv ??= new Ajv({ strict: false, allErrors: true, validateFormats: false })
    .addSchema({ $id: "realtime", $defs: defs() });
  return ajv.getSchema(`realtime#/$defs/${name}`)!;
}

function defs(): Defs {
  if (patched !== null) return patched;
  const open = structuredClone(published.$defs) as Defs;
  for (const [path, allowed] of EXCEPTIONS) allow(open, path.split("/"), allowed);
  close(open);
  return patched = open;
}

function allow(root: Schema, path: readonly string[], allowed: null | Schema): void {
  const place = path.slice(0, -1).reduce((at, key) => inside(at)[key] as Schema, root);
  const key = path.at(-1)!;
  if (allowed === null) place[key] = { anyOf: [place[key], { type: "null" }] };
  else place[key] = allowed;
}

/** A place that was made nullable before is entered through its first branch. */
function inside(schema: Schema): Schema {
  const branches = schema["anyOf"] as Schema[] | undefined;
  return branches?.length === 2 && branches[1]!["type"] === "null" ? branches[0]! : schema;
}

function close(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  const schema = value as Schema;
  if (typeof schema["properties"] === "object" && schema["type"] === "object") schema["additionalProperties"] ??= false;
  for (const nested of Object.values(schema)) close(nested);
}

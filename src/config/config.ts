/** The configuration: read once, at start, from the environment; every mistake is reported, all of them together. */

import { BUILT_IN } from "../intake/builtin.ts";
import type { Gazetteer } from "../intake/gazetteer.ts";
import type { Protocol } from "../intake/protocol.ts";
import { readGazetteer } from "./gazetteer.ts";
import { loadProtocol } from "./protocol.ts";
import { type Mistake, VARIABLES } from "./variables.ts";

export interface Config {
  readonly port: number;
  readonly host: string;
  /** How Twilio reaches us: an origin. Signatures and TwiML are built from it. */
  readonly publicUrl: URL;
  readonly twilio: {
    readonly accountSid: string;
    readonly authToken: string;
    /** Base of the REST API. */
    readonly apiUrl: URL;
    /** The sender of texts and calls to units, E.164. */
    readonly phoneNumber: string | null;
  };
  readonly openai: {
    readonly apiKey: string;
    readonly realtimeUrl: URL;
    /** Base of the REST API, for the doctor. */
    readonly apiUrl: URL;
    readonly model: string;
    /** Dialled when the first one cannot be had, or does not speak. */
    readonly fallbackModel: string;
    readonly voice: string;
    readonly transcriptionModel: string;
  };
  readonly databaseUrl: string;
  readonly dataDir: string;
  /** The questions callers are asked. */
  readonly protocol: Protocol;
  /** What locations are checked against. */
  readonly gazetteer: Gazetteer | null;
  readonly agencyName: string;
  /** E.164, tried in order. */
  readonly humanNumbers: readonly string[];
  /** Where incidents go. */
  readonly delivery: {
    readonly webhook: { readonly url: URL; readonly secret: string } | null;
    /** Units on duty, E.164. */
    readonly smsTo: readonly string[];
    readonly callTo: readonly string[];
    /** With their tokens as userinfo. */
    readonly ticketscadUrl: URL | null;
    readonly resgridUrl: URL | null;
  };
  readonly retentionDays: number;
  readonly apiToken: string | null;
  readonly maxCalls: number;
  readonly recordCalls: boolean;
  readonly drainLimitS: number;
  /** IANA name. */
  readonly timeZone: string;
  readonly logLevel: "debug" | "info" | "warning" | "error";
  readonly logFormat: "json" | "pretty";
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the configuration and the files that it names. Empty variables count as not set. */
export async function readConfig(
  environment: Environment,
): Promise<{ ok: true; config: Config } | { ok: false; mistakes: readonly Mistake[] }> {
  const mistakes: Mistake[] = [];
  const values = new Map<string, unknown>();
  for (const variable of VARIABLES) {
    const given = environment[variable.name]?.trim() || undefined;
    const read = variable.read(given);
    if ("mistake" in read) mistakes.push(read.mistake);
    else values.set(variable.name, read.value);
  }
  mistakes.push(...await readProtocolInto(values));
  mistakes.push(...await readGazetteerInto(values));
  mistakes.push(...missingCompanions(values));
  if (mistakes.length > 0) return { ok: false, mistakes };
  return { ok: true, config: assemble(<T>(name: string) => values.get(name) as T) };
}

/** Puts the protocol in the place of its name. */
async function readProtocolInto(values: Map<string, unknown>): Promise<Mistake[]> {
  const named = values.get("PROTOCOL_FILE") as string | null;
  const loaded = await loadProtocol(named);
  if (loaded.ok) {
    values.set("PROTOCOL_FILE", loaded.protocol);
    return [];
  }
  const mistake = { name: "PROTOCOL_FILE", given: named, example: BUILT_IN[0] };
  if (loaded.problems.length === 0) {
    return [{ ...mistake, expected: `a YAML file that can be read, or one of ${BUILT_IN.join(", ")}` }];
  }
  const expected = "a file as docs/protocols.md describes";
  return loaded.problems.map((problem) => ({ ...mistake, problem, expected }));
}

/** Puts the gazetteer in the place of its file's name. */
async function readGazetteerInto(values: Map<string, unknown>): Promise<Mistake[]> {
  const path = values.get("GAZETTEER_FILE") as string | null;
  const read = await readGazetteer(path);
  if (read.ok) {
    values.set("GAZETTEER_FILE", read.gazetteer);
    return [];
  }
  const expected = "a CSV or GeoJSON file as docs/gazetteer.md describes";
  return read.problems.map((problem) => ({
    name: "GAZETTEER_FILE",
    given: path,
    problem,
    expected,
    example: "streets.csv",
  }));
}

/** Variables that mean nothing without another one. */
const COMPANIONS: readonly [string, string, Pick<Mistake, "expected" | "example">][] = [
  ["RMS_WEBHOOK_URL", "RMS_WEBHOOK_SECRET", {
    expected: "the secret that signs what RMS_WEBHOOK_URL receives: whsec_ and 24 to 64 bytes in base64",
    example: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  }],
  ...["NOTIFY_SMS_TO", "NOTIFY_CALL_TO"].map((name): [string, string, Pick<Mistake, "expected" | "example">] => [
    name,
    "TWILIO_PHONE_NUMBER",
    { expected: `the sender for ${name}: a telephone number as +15551234567`, example: "+12025550100" },
  ]),
];

function missingCompanions(values: ReadonlyMap<string, unknown>): Mistake[] {
  const lacking = COMPANIONS.filter(([name, needs]) => values.get(name) != null && values.get(needs) === null);
  return lacking.map(([, name, words]) => ({ name, given: null, ...words }));
}

function webhookOf(url: URL | null, secret: string | null): Config["delivery"]["webhook"] {
  return url === null || secret === null ? null : { url, secret };
}

function openaiOf(get: <T>(name: string) => T): Config["openai"] {
  return {
    apiKey: get("OPENAI_API_KEY"),
    realtimeUrl: get("OPENAI_REALTIME_URL"),
    apiUrl: get("OPENAI_API_URL"),
    model: get("OPENAI_MODEL"),
    fallbackModel: get("OPENAI_FALLBACK_MODEL"),
    voice: get("OPENAI_VOICE"),
    transcriptionModel: get("OPENAI_TRANSCRIPTION_MODEL"),
  };
}

function assemble(get: <T>(name: string) => T): Config {
  return {
    port: get("PORT"),
    host: get("HOST"),
    publicUrl: get("PUBLIC_URL"),
    twilio: {
      accountSid: get("TWILIO_ACCOUNT_SID"),
      authToken: get("TWILIO_AUTH_TOKEN"),
      apiUrl: get("TWILIO_API_URL"),
      phoneNumber: get("TWILIO_PHONE_NUMBER"),
    },
    openai: openaiOf(get),
    databaseUrl: get("DATABASE_URL"),
    dataDir: get("DATA_DIR"),
    protocol: get("PROTOCOL_FILE"),
    gazetteer: get("GAZETTEER_FILE"),
    agencyName: get("AGENCY_NAME"),
    humanNumbers: get("HUMAN_NUMBER"),
    delivery: {
      webhook: webhookOf(get("RMS_WEBHOOK_URL"), get("RMS_WEBHOOK_SECRET")),
      smsTo: get<string[] | null>("NOTIFY_SMS_TO") ?? [],
      callTo: get<string[] | null>("NOTIFY_CALL_TO") ?? [],
      ticketscadUrl: get("TICKETSCAD_URL"),
      resgridUrl: get("RESGRID_URL"),
    },
    retentionDays: get("RETENTION_DAYS"),
    apiToken: get("API_TOKEN"),
    maxCalls: get("MAX_CALLS"),
    recordCalls: get("RECORD_CALLS"),
    drainLimitS: get("DRAIN_LIMIT_S"),
    timeZone: get("TIME_ZONE"),
    logLevel: get("LOG_LEVEL"),
    logFormat: get("LOG_FORMAT"),
  };
}

/** A mistake in words: what is wrong, what was expected, what would be right. */
export function describeMistake({ name, given, problem, expected, example }: Mistake): string {
  const state = given === null ? "is not set" : `is ${JSON.stringify(given)}`;
  if (problem !== undefined) return `${name} ${state}: ${problem}; ${name} takes ${expected}`;
  return `${name} ${state}; expected ${expected}, for example ${name}=${example}`;
}

/** The configuration: read once, at start, from the environment; every mistake is reported, all of them together. */

import { BUILT_IN } from "../intake/builtin.ts";
import type { Protocol } from "../intake/protocol.ts";
import { loadProtocol } from "./protocol.ts";
import { type Mistake, VARIABLES } from "./variables.ts";

export interface Config {
  readonly port: number;
  readonly host: string;
  /** How Twilio reaches us: an origin. Signatures and TwiML are built from it. */
  readonly publicUrl: URL;
  readonly twilio: { readonly accountSid: string; readonly authToken: string };
  readonly openai: {
    readonly apiKey: string;
    readonly realtimeUrl: URL;
    readonly model: string;
    readonly voice: string;
    readonly transcriptionModel: string;
  };
  readonly databaseUrl: string;
  readonly dataDir: string;
  /** The questions callers are asked. */
  readonly protocol: Protocol;
  readonly agencyName: string;
  /** E.164, tried in order. */
  readonly humanNumbers: readonly string[];
  readonly apiToken: string | null;
  readonly maxCalls: number;
  readonly recordCalls: boolean;
  readonly drainLimitS: number;
  /** IANA name. */
  readonly timeZone: string;
  readonly logLevel: "debug" | "info" | "warning" | "error";
  readonly logFormat: "json" | "pretty";
  /** Variables that are set and valid, but that nothing in this version acts on. */
  readonly unused: readonly string[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the configuration. Empty variables count as not set. */
export function readConfig(
  environment: Environment,
): { ok: true; config: Config } | { ok: false; mistakes: readonly Mistake[] } {
  const mistakes: Mistake[] = [];
  const values = new Map<string, unknown>();
  for (const variable of VARIABLES) {
    const given = environment[variable.name]?.trim() || undefined;
    const read = variable.read(given);
    if ("mistake" in read) mistakes.push(read.mistake);
    else values.set(variable.name, read.value);
  }
  mistakes.push(...readProtocolInto(values));
  if (mistakes.length > 0) return { ok: false, mistakes };
  const unused = VARIABLES.filter(({ name, isUsed }) => !isUsed && environment[name]?.trim()).map(({ name }) => name);
  return { ok: true, config: assemble(<T>(name: string) => values.get(name) as T, unused) };
}

/** Puts the protocol in the place of its name. */
function readProtocolInto(values: Map<string, unknown>): Mistake[] {
  const named = values.get("PROTOCOL_FILE") as string | null;
  const loaded = loadProtocol(named);
  if (loaded.ok) {
    values.set("PROTOCOL_FILE", loaded.protocol);
    return [];
  }
  const expected = `a YAML file as docs/protocols.md describes, or one of ${BUILT_IN.join(", ")}`;
  return loaded.problems.map((problem) => ({
    name: "PROTOCOL_FILE",
    given: named,
    problem,
    expected,
    example: BUILT_IN[0],
  }));
}

function assemble(get: <T>(name: string) => T, unused: readonly string[]): Config {
  return {
    port: get("PORT"),
    host: get("HOST"),
    publicUrl: get("PUBLIC_URL"),
    twilio: { accountSid: get("TWILIO_ACCOUNT_SID"), authToken: get("TWILIO_AUTH_TOKEN") },
    openai: {
      apiKey: get("OPENAI_API_KEY"),
      realtimeUrl: get("OPENAI_REALTIME_URL"),
      model: get("OPENAI_MODEL"),
      voice: get("OPENAI_VOICE"),
      transcriptionModel: get("OPENAI_TRANSCRIPTION_MODEL"),
    },
    databaseUrl: get("DATABASE_URL"),
    dataDir: get("DATA_DIR"),
    protocol: get("PROTOCOL_FILE"),
    agencyName: get("AGENCY_NAME"),
    humanNumbers: get("HUMAN_NUMBER"),
    apiToken: get("API_TOKEN"),
    maxCalls: get("MAX_CALLS"),
    recordCalls: get("RECORD_CALLS"),
    drainLimitS: get("DRAIN_LIMIT_S"),
    timeZone: get("TIME_ZONE"),
    logLevel: get("LOG_LEVEL"),
    logFormat: get("LOG_FORMAT"),
    unused,
  };
}

/** A mistake in words: what is wrong, what was expected, what would be right. */
export function describeMistake({ name, given, problem, expected, example }: Mistake): string {
  const state = given === null ? "is not set" : `is ${JSON.stringify(given)}`;
  if (problem !== undefined) return `${name} ${state}: ${problem}; ${name} takes ${expected}`;
  return `${name} ${state}; expected ${expected}, for example ${name}=${example}`;
}

/** Every environment variable: its default, what it must look like, and an example. `.env.example` lists the same. */

import * as z from "zod";
import * as shapes from "./shapes.ts";

/** A value that cannot be used; secrets are masked in `given`. */
export interface Mistake {
  readonly name: string;
  /** Null when the variable is not set. */
  readonly given: string | null;
  /** What is wrong inside of the file that the value names, and what was expected there. */
  readonly problem?: string;
  readonly expected: string;
  readonly example: string;
}

export interface Variable {
  readonly name: string;
  read(given: string | undefined): { value: unknown } | { mistake: Mistake };
}

interface Options {
  /** The value when it is not set; without one the variable is required. Null stands for none. */
  readonly otherwise?: string | null;
  readonly expected: string;
  readonly example: string;
  readonly isSecret?: boolean;
}

function variable(name: string, schema: z.ZodType, options: Options): Variable {
  const { otherwise, expected, example, isSecret = false } = options;
  return {
    name,
    read(given) {
      if (given === undefined && otherwise === null) return { value: name === "HUMAN_NUMBER" ? [] : null };
      const parsed = schema.safeParse(given ?? otherwise);
      if (parsed.success) return { value: parsed.data };
      const shown = given === undefined ? null : isSecret ? mask(given) : withoutUserinfo(given).slice(0, 100);
      return { mistake: { name, given: shown, expected, example } };
    },
  };
}

/** Enough of a secret to recognise it, not enough to use it. */
function mask(secret: string): string {
  return `${secret.slice(0, 3)}… (${secret.length} characters)`;
}

/** A URL may carry a user and a password. */
function withoutUserinfo(text: string): string {
  return text.replace(/\/\/[^/?#]*@/, "//…@");
}

const text = z.string().min(1);
const name = z.string().regex(/^[\w.:-]+$/);

export const VARIABLES: readonly Variable[] = [
  variable("PORT", shapes.whole(0, 65_535), {
    otherwise: "8080",
    expected: "a port, 0 for any free one",
    example: "8080",
  }),
  variable("HOST", z.string().regex(/^[\w.:-]+$/), {
    otherwise: "0.0.0.0",
    expected: "an address",
    example: "0.0.0.0",
  }),
  variable("PUBLIC_URL", shapes.publicUrl, {
    expected: "the https URL under which Twilio reaches the service, without a path (http on loopback only)",
    example: "https://dispatch.example.org",
  }),
  variable("TWILIO_ACCOUNT_SID", z.string().regex(/^AC[0-9a-zA-Z]{32}$/), {
    expected: "the account's SID: AC and 32 letters and digits, from the Twilio console",
    example: "AC0123456789abcdef0123456789abcdef",
  }),
  variable("TWILIO_AUTH_TOKEN", shapes.secret, {
    expected: "the account's auth token (not an API key's secret), without spaces or quotes",
    example: "0123456789abcdef0123456789abcdef",
    isSecret: true,
  }),
  variable("TWILIO_API_URL", shapes.apiUrl, {
    otherwise: "https://api.twilio.com",
    expected: "the base of the REST API, https (http on loopback or private addresses)",
    example: "https://api.twilio.com",
  }),
  variable("OPENAI_API_KEY", shapes.secret, {
    expected: "an API key, without spaces or quotes",
    example: "sk-proj-0123456789",
    isSecret: true,
  }),
  variable("OPENAI_REALTIME_URL", shapes.realtimeUrl, {
    otherwise: "wss://api.openai.com/v1/realtime",
    expected: "a wss URL (ws to loopback or private addresses only)",
    example: "wss://api.openai.com/v1/realtime",
  }),
  variable("OPENAI_API_URL", shapes.apiUrl, {
    otherwise: "https://api.openai.com/v1",
    expected: "the base of the REST API, https (http on loopback or private addresses)",
    example: "https://api.openai.com/v1",
  }),
  variable("OPENAI_MODEL", name, {
    otherwise: "gpt-realtime-2.1",
    expected: "a Realtime model",
    example: "gpt-realtime-2.1",
  }),
  variable("OPENAI_FALLBACK_MODEL", name, {
    otherwise: "gpt-realtime-2.1-mini",
    expected: "a Realtime model",
    example: "gpt-realtime-2.1-mini",
  }),
  variable("OPENAI_VOICE", name, { otherwise: "marin", expected: "a voice", example: "marin" }),
  variable("OPENAI_TRANSCRIPTION_MODEL", name, {
    otherwise: "gpt-transcribe",
    expected: "a transcription model",
    example: "gpt-transcribe",
  }),
  variable("DATABASE_URL", shapes.databaseUrl, {
    otherwise: "sqlite:data/dispatcher.db",
    expected: "sqlite: and a file, or the URL of a PostgreSQL database",
    example: "postgres://user:password@localhost:5432/dispatcher",
    isSecret: true,
  }),
  variable("DATA_DIR", text, { otherwise: "data", expected: "a folder", example: "data" }),
  variable("PROTOCOL_FILE", text, { otherwise: null, expected: "a YAML file", example: "police" }),
  variable("AGENCY_NAME", z.string().min(1).max(200), {
    otherwise: "the police department",
    expected: "the agency's name as it is spoken, up to 200 characters",
    example: "the Springfield police department",
  }),
  variable("HUMAN_NUMBER", shapes.phoneNumbers, {
    otherwise: null,
    expected: "telephone numbers as +15551234567, separated by commas",
    example: "+12025550123",
  }),
  variable("RMS_WEBHOOK_URL", shapes.apiUrl, {
    otherwise: null,
    expected: "an https URL (http on loopback or private addresses)",
    example: "https://rms.example.org/webhooks/dispatcher",
  }),
  variable("RMS_WEBHOOK_SECRET", shapes.webhookSecret, {
    otherwise: null,
    expected: "whsec_ and 24 to 64 bytes in base64",
    example: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    isSecret: true,
  }),
  variable("NOTIFY_SMS_TO", shapes.phoneNumbers, {
    otherwise: null,
    expected: "telephone numbers as +15551234567, separated by commas",
    example: "+12025550123,+12025550124",
  }),
  variable("NOTIFY_CALL_TO", shapes.phoneNumbers, {
    otherwise: null,
    expected: "telephone numbers as +15551234567, separated by commas",
    example: "+12025550123",
  }),
  variable("TWILIO_PHONE_NUMBER", shapes.phoneNumber, {
    otherwise: null,
    expected: "a telephone number as +15551234567",
    example: "+12025550100",
  }),
  variable("API_TOKEN", shapes.secret, {
    otherwise: null,
    expected: "a token without spaces or quotes",
    example: "b5c1f0a2d3e4",
    isSecret: true,
  }),
  variable("MAX_CALLS", shapes.whole(1, 100_000), { otherwise: "200", expected: "a number from 1", example: "200" }),
  variable("RECORD_CALLS", shapes.truth, { otherwise: "true", expected: "true or false", example: "true" }),
  variable("DRAIN_LIMIT_S", shapes.whole(0, 86_400), {
    otherwise: "3600",
    expected: "seconds, 0 to 86400",
    example: "3600",
  }),
  variable("TIME_ZONE", shapes.timeZone, {
    otherwise: "UTC",
    expected: "an IANA time zone",
    example: "America/New_York",
  }),
  variable("GAZETTEER_FILE", text, { otherwise: null, expected: "a CSV or GeoJSON file", example: "streets.csv" }),
  variable("TICKETSCAD_URL", shapes.apiUrl, {
    otherwise: null,
    expected: "an https URL with the token as userinfo",
    example: "https://token@ticketscad.example.org",
    isSecret: true,
  }),
  variable("RESGRID_URL", shapes.apiUrl, {
    otherwise: null,
    expected: "an https URL with the token as userinfo",
    example: "https://token@api.resgrid.com",
    isSecret: true,
  }),
  variable("RETENTION_DAYS", shapes.whole(1, 36_500), {
    otherwise: "90",
    expected: "days, from 1",
    example: "90",
  }),
  variable("LOG_LEVEL", z.enum(["debug", "info", "warning", "error"]), {
    otherwise: "info",
    expected: "debug, info, warning or error",
    example: "info",
  }),
  variable("LOG_FORMAT", z.enum(["json", "pretty"]), {
    otherwise: "json",
    expected: "json or pretty",
    example: "json",
  }),
];

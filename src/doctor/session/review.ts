/**
 * Reads a `session.update` that any program sends, of the beta or of the GA interface, and says field by field what the
 * current API does with it, why callers may hear nothing, and how the object should be. Offline: nothing is asked.
 * Sources: PROTOCOLS.md 1.1, 2.3, 2.10; platform.openai.com/docs/api-reference/realtime.
 */

import type { Json } from "../../openai/session.ts";
import { BETA_FIELDS } from "./beta.ts";
import { AUDIO_FIELDS } from "./audio_fields.ts";
import { FIELDS } from "./fields.ts";
import { aroundIt } from "./around.ts";
import { DROPPED, isObject, refusedType, type Remark, type Ruling, unknown } from "./ruling.ts";

/** A remark with its place. */
export interface FieldReview extends Remark {
  /** As it was given: `session.modalities`. */
  readonly field: string;
  readonly given: unknown;
}

export interface SessionReview {
  readonly fields: readonly FieldReview[];
  /** The session as it should be asked for on a telephone line. */
  readonly corrected: Json;
}

/** A value on its way to its place in the GA session. */
interface Wish {
  readonly field: string;
  readonly path: string;
  readonly value: unknown;
  readonly moved: Remark | null;
}

/** Reviews an event, or a bare session. Throws when it is neither. */
export function reviewSession(input: unknown): SessionReview {
  const { session, before } = aroundIt(input);
  const fields: FieldReview[] = [...before];
  const wishes: Wish[] = [];
  for (const [key, value] of Object.entries(session)) {
    const beta = BETA_FIELDS[key];
    if (beta !== undefined) {
      wishes.push({ field: `session.${key}`, path: beta.to, value: beta.convert(value), moved: beta.remark });
    } else if (key === "audio") wishes.push(...audioWishes(value, fields));
    else wishes.push({ field: `session.${key}`, path: key, value, moved: null });
  }
  let corrected: Json = { type: "realtime" };
  const later = wishes.filter(({ moved }) => moved === null);
  for (const wish of [...wishes.filter(({ moved }) => moved !== null), ...later]) {
    const given = wish.field.split(".").slice(1).reduce<unknown>(
      (inner, key) => (inner as Json | undefined)?.[key],
      session,
    );
    const { value, remarks } = ruled(wish, session);
    fields.push(...remarks.map((remark) => ({ field: wish.field, given, ...remark })));
    if (value !== undefined) corrected = put(corrected, wish.path, value);
  }
  const lacking = completed(corrected, session);
  return { fields: ordered([...fields, ...lacking.fields]), corrected: lacking.corrected };
}

function ruled({ path, value, moved, field }: Wish, session: Json): Ruling {
  const rule = path === "" ? undefined : FIELDS[path] ?? AUDIO_FIELDS[path];
  if (moved !== null && rule === undefined) return { value: undefined, remarks: [moved] };
  if (rule === undefined) return { value: undefined, remarks: [unknown(field)] };
  const { value: kept, remarks } = rule(value, session);
  if (moved === null) return { value: kept, remarks };
  // What is good about a value is said with its move.
  return { value: kept, remarks: [moved, ...remarks.filter(({ verdict }) => verdict !== "ok")] };
}

/** `audio` has two halves, each with fields of its own. */
function audioWishes(audio: unknown, fields: FieldReview[]): Wish[] {
  if (!isObject(audio)) {
    fields.push({ field: "session.audio", given: audio, ...refusedType("session.audio", "an object") });
    return [];
  }
  return Object.entries(audio).flatMap(([half, inner]) => {
    const place = `session.audio.${half}`;
    if (half !== "input" && half !== "output") {
      fields.push({ field: place, given: inner, ...unknown(place) });
      return [];
    }
    if (!isObject(inner)) {
      fields.push({ field: place, given: inner, ...refusedType(place, "an object") });
      return [];
    }
    return Object.entries(inner).map(([key, value]) => ({
      field: `${place}.${key}`,
      path: `audio.${half}.${key}`,
      value,
      moved: null,
    }));
  });
}

/** What is missing and must not be: without it the API's own choice counts. */
function completed(corrected: Json, session: Json): { corrected: Json; fields: FieldReview[] } {
  const fields: FieldReview[] = [];
  let whole = corrected;
  if (session["type"] === undefined) {
    fields.push({
      field: "session.type",
      given: undefined,
      verdict: "failure",
      does: "refuses the update: missing_required_parameter 'session.type'",
      code: "session_refused",
      why: DROPPED,
      change: 'add "type": "realtime"',
    });
  }
  for (const half of ["input", "output"] as const) {
    if (at(whole, `audio.${half}.format`) !== undefined) continue;
    fields.push({
      field: `session.audio.${half}.format`,
      given: undefined,
      verdict: "failure",
      does: "stays on its default, 24 kHz PCM",
      code: "wrong_codec",
      why: half === "output"
        ? "Twilio plays µ-law only: callers hear noise"
        : "the model hears noise: it answers nothing, or nonsense",
      change: `add audio.${half}.format {"type": "audio/pcmu"}, without a rate`,
    });
    whole = put(whole, `audio.${half}.format`, { type: "audio/pcmu" });
  }
  if (whole["output_modalities"] === undefined) whole = put(whole, "output_modalities", ["audio"]);
  return { corrected: whole, fields };
}

/** What is wrong first, in the order in which it was given. */
function ordered(fields: readonly FieldReview[]): readonly FieldReview[] {
  const rank = { failure: 0, warning: 1, ok: 2, skipped: 3 };
  return fields.toSorted((a, b) => rank[a.verdict] - rank[b.verdict]);
}

function at(object: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, key) => isObject(inner) ? inner[key] : undefined, object);
}

function put(object: Json, path: string, value: unknown): Json {
  const [key = "", ...rest] = path.split(".");
  if (rest.length === 0) return { ...object, [key]: value };
  const inner = object[key];
  return { ...object, [key]: put(isObject(inner) ? inner : {}, rest.join("."), value) };
}

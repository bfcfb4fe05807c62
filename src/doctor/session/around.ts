/** What stands around a session: the event that carries it, and, where somebody wrote them down, address and headers. */

import { endOf, GOOD_MODEL } from "../../openai/models.ts";
import type { Json } from "../../openai/session.ts";
import { BETA_FIELDS } from "./beta.ts";
import type { FieldReview } from "./review.ts";
import { isObject } from "./ruling.ts";

/** Finds the session in what was given, and says what is wrong around it. Throws when there is none. */
export function aroundIt(input: unknown): { session: Json; before: FieldReview[] } {
  if (!isObject(input)) throw new Error("it is no JSON object");
  const inner = input["session"];
  if (inner !== undefined && !isObject(inner)) throw new Error('"session" is no object');
  const isEvent = isObject(inner);
  const type = input["type"];
  if (!isEvent && typeof type === "string" && type.includes(".")) throw new Error(`a ${type} without a session`);
  const session = isEvent ? inner : input;
  const before: FieldReview[] = [];
  if (isEvent && type !== "session.update") before.push(wrongEvent(type));
  before.push(...header(input, session));
  if (isEvent) before.push(...address(input));
  return { session: isEvent ? session : withoutAddress(session), before };
}

function wrongEvent(type: unknown): FieldReview {
  return {
    field: "type",
    given: type,
    verdict: "failure",
    does: `does not know the event ${JSON.stringify(type) ?? "without a type"}`,
    code: "session_refused",
    why: "the session goes on with its defaults: 24 kHz PCM both ways, no tools",
    change: 'send "type": "session.update"',
  };
}

/** The header cannot be seen in the event; whoever writes the beta's fields sends it, most likely. */
function header(input: Json, session: Json): FieldReview[] {
  const headers = isObject(input["headers"]) ? input["headers"] : input;
  const name = Object.keys(headers).find((key) => key.toLowerCase() === "openai-beta");
  const isBeta = Object.keys(session).some((key) =>
    Object.hasOwn(BETA_FIELDS, key) && key !== "id" && key !== "object"
  );
  if (name === undefined && !isBeta) return [];
  const does = "closes the connection at once: 4000 beta_api_shape_disabled, no session.created";
  const change = "drop the header `OpenAI-Beta: realtime=v1` where the connection is made";
  const why = "there is no session at all";
  if (name !== undefined) {
    return [{
      field: "header OpenAI-Beta",
      given: headers[name],
      verdict: "failure",
      does,
      code: "beta_header",
      why,
      change,
    }];
  }
  const guess = `${does}, if it is sent: most programs with these fields send it`;
  return [{
    field: "header OpenAI-Beta",
    given: undefined,
    verdict: "warning",
    does: guess,
    code: "beta_header",
    why,
    change,
  }];
}

/** `model` and `url` beside a session are of the connection. */
function address(input: Json): FieldReview[] {
  const url = typeof input["url"] === "string" ? URL.parse(input["url"]) : null;
  const model = typeof input["model"] === "string" ? input["model"] : url?.searchParams.get("model") ?? null;
  const ends = model === null ? null : endOf(model);
  if (model === null || ends === null) return [];
  const isOver = ends <= new Date().toISOString().slice(0, 10);
  return [{
    field: "model",
    given: model,
    verdict: isOver ? "failure" : "warning",
    does: isOver ? `closes with 4004 model_not_found: it was retired on ${ends}` : `takes it until ${ends}`,
    code: "model_unavailable",
    change: `dial with ?model=${GOOD_MODEL}`,
  }];
}

function withoutAddress(session: Json): Json {
  const { headers: _headers, url: _url, ...rest } = session;
  return Object.fromEntries(Object.entries(rest).filter(([key]) => key.toLowerCase() !== "openai-beta"));
}

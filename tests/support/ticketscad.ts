/**
 * TicketsCAD v4's external API, as strict as the real one. Source: github.com/openises/TicketsCAD,
 * `api/external/v1/incidents.php`, `incident-types.php`, `inc/incident-write.php`, `inc/external-auth.php`.
 */

import { type Asked, jsonServer, type Said } from "./json_server.ts";

export const TICKETSCAD_TOKEN = "tcad_p_0123456789abcdefghijABCDEFGHIJ01";

export interface TicketsCad extends AsyncDisposable {
  /** TICKETSCAD_URL. */
  readonly url: string;
  // deno-lint-ignore no-explicit-any -- tickets as they came
  readonly tickets: any[];
  scopes: readonly string[];
  /** Answered instead of anything else. */
  trouble: Said | null;
}

const TYPES = [
  { id: "3", type: "Theft", set_severity: "0" },
  { id: "7", type: "Suspicious person", set_severity: "0" },
  { id: "9", type: "Other", set_severity: "0" },
];

/** Starts one on a free port. */
export async function startTicketsCad(types: readonly object[] = TYPES): Promise<TicketsCad> {
  const cad = {
    tickets: [] as unknown[],
    scopes: ["incidents:write", "incident_types:read"] as readonly string[],
    trouble: null as Said | null,
  };
  const server = await jsonServer((asked) => cad.trouble ?? refusal(asked, cad.scopes) ?? answer(asked));
  function answer({ method, path, json }: Asked): Said {
    if (path === "/api/external/v1/incident-types" && method === "GET") {
      return { status: 200, json: { ok: true, data: { incident_types: types, limit: 200, offset: 0 } } };
    }
    const errors = [
      ...(Math.trunc(Number(json.in_types_id ?? 0)) > 0 ? [] : ["Incident type is required"]),
      ...(String(json.scope ?? "").trim() === "" ? ["Incident description / scope is required"] : []),
    ];
    if (errors.length > 0) return failed(422, "validation_failed", { errors });
    cad.tickets.push(json);
    return { status: 201, json: { ok: true, data: { id: cad.tickets.length, incident_number: "26-0001" } } };
  }
  return Object.assign(cad, {
    url: `http://${TICKETSCAD_TOKEN}@${server.host}`,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  });
}

function refusal({ method, path, headers, json }: Asked, scopes: readonly string[]): Said | null {
  const token = /^bearer (.+)$/i.exec(headers["authorization"] ?? "")?.[1];
  if (token === undefined) return failed(401, "missing_token");
  if (token !== TICKETSCAD_TOKEN) return failed(401, "invalid_token");
  const needed = method === "GET" && path.startsWith("/api/external/v1/incident-types")
    ? "incident_types:read"
    : method === "POST" && path === "/api/external/v1/incidents"
    ? "incidents:write"
    : null;
  if (needed === null) return failed(404, "unknown_resource");
  if (!scopes.includes(needed)) return failed(403, "forbidden_scope", { required: needed });
  return method === "POST" && (typeof json !== "object" || json === null) ? failed(400, "invalid_json_body") : null;
}

function failed(status: number, error: string, more: object = {}): Said {
  return { status, json: { ok: false, api_version: "v1", error, ...more } };
}

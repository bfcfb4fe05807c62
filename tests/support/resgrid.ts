/**
 * Resgrid's SaveCall, as strict as the real one. Source: github.com/Resgrid/Core, `Models/v4/Calls/NewCallInput.cs`,
 * `Controllers/v4/CallsController.cs`, `Middleware/DepartmentApiKeyAuthHandler.cs`.
 */

import { type Asked, jsonServer } from "./json_server.ts";

export const RESGRID_KEY = "rgk_AbCdEfGh_0123456789012345678901234567890123456789012";
export const RESGRID_BEARER = "eyJhbGciOiJub25lIn0.e30.";

export interface Resgrid extends AsyncDisposable {
  /** Without a token. */
  readonly host: string;
  // deno-lint-ignore no-explicit-any -- calls as they came
  readonly calls: any[];
  /** How often somebody would have been paged. */
  paged: number;
}

/** Members of `NewCallInput` and their JSON types. */
const MEMBERS: Readonly<Record<string, string>> = {
  Priority: "number",
  Name: "string",
  Nature: "string",
  Note: "string",
  Address: "string",
  Geolocation: "string",
  Type: "string",
  ContactName: "string",
  ContactInfo: "string",
  ExternalId: "string",
  IncidentId: "string",
  ReferenceId: "string",
  DispatchList: "string",
  IsPending: "boolean",
};
const REQUIRED = ["Priority", "Name", "Nature"];

/** Starts one on a free port. */
export async function startResgrid(): Promise<Resgrid> {
  const resgrid = { calls: [] as unknown[], paged: 0 };
  const server = await jsonServer((asked) => {
    const refused = refusal(asked);
    if (refused !== null) return { status: refused };
    resgrid.calls.push(asked.json);
    if (asked.json.IsPending !== true) resgrid.paged++;
    return { status: 200, json: { Id: String(resgrid.calls.length), Status: "success" } };
  });
  return Object.assign(resgrid, {
    host: server.host,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  });
}

function refusal({ method, path, headers, json }: Asked): number | null {
  if (path !== "/api/v4/Calls/SaveCall") return 404;
  if (method !== "POST") return 405;
  const [key, bearer] = [headers["x-resgrid-apikey"], headers["authorization"]];
  // One caller, one identity.
  if (key !== undefined ? bearer !== undefined || key !== RESGRID_KEY : bearer !== `Bearer ${RESGRID_BEARER}`) {
    return 401;
  }
  if (!/^application\/json\b/.test(headers["content-type"] ?? "")) return 415;
  if (typeof json !== "object" || json === null) return 400;
  const isRight = Object.entries(json).every(([name, value]) => typeof value === MEMBERS[name]) &&
    REQUIRED.every((name) => json[name] !== undefined && json[name] !== "") && [0, 1, 2, 3].includes(json.Priority) &&
    (json.Geolocation === undefined || /^-?\d+(\.\d+)?,-?\d+(\.\d+)?$/.test(json.Geolocation));
  return isRight ? null : 400;
}

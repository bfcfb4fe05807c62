/** `/api/v1/openapi.json`: it is OpenAPI, it describes every route, and it says how to ask. */

import assert from "node:assert/strict";
import { Ajv } from "ajv";
import { apiDescription, type Operation } from "./described.ts";

const ROUTES = [
  "GET /calls",
  "GET /calls/{sid}",
  "GET /calls/{sid}/journal",
  "GET /calls/{sid}/recording.wav",
  "GET /events",
  "GET /incidents",
  "GET /incidents/{id}",
  "GET /incidents/{id}.eido.json",
  "GET /openapi.json",
  "GET /outbox",
  "GET /tasks",
  "POST /incidents/{id}/close",
  "POST /incidents/{id}/dispatch",
  "POST /incidents/{id}/note",
  "POST /incidents/{id}/status",
  "POST /incidents/{id}/units",
  "POST /outbox/{id}/replay",
  "POST /tasks/{id}/done",
];

async function operations(): Promise<[name: string, operation: Operation][]> {
  const { paths } = await apiDescription();
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map((
      [method, operation],
    ): [string, Operation] => [`${method.toUpperCase()} ${path}`, operation])
  );
}

Deno.test("every route is described, and no other", async () => {
  assert.deepEqual((await operations()).map(([name]) => name).sort(), ROUTES);
});

Deno.test("the document has what OpenAPI 3.1 requires, and everything that it refers to", async () => {
  const document = await apiDescription() as unknown as Record<string, unknown>;
  assert.match(String(document.openapi), /^3\.1\.\d+$/);
  const { title, version } = document.info as Record<string, string>;
  assert.ok(title && version);
  assert.deepEqual(document.servers, [{ url: "/api/v1" }]);
  for (const reference of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const found = reference[1]!.split("/").reduce<unknown>(
      (at, key) => (at as Record<string, unknown>)?.[key],
      document,
    );
    assert.ok(found !== undefined, `${reference[1]} is nowhere`);
  }
});

Deno.test("every operation has a name of its own, its path's parameter, good answers and problems", async () => {
  const all = await operations();
  assert.equal(new Set(all.map(([, { operationId }]) => operationId)).size, all.length);
  for (const [name, { parameters = [], responses }] of all) {
    const inPath = parameters.filter((parameter) => parameter.in === "path");
    assert.deepEqual(inPath.map((parameter) => `{${parameter.name}}`), name.match(/\{\w+\}/g) ?? [], name);
    assert.ok(inPath.every(({ required }) => required === true), name);
    const statuses = Object.keys(responses);
    assert.ok(statuses.includes("200"), name);
    for (const status of ["400", "401", "429", "500", ...inPath.length > 0 ? ["404"] : []]) {
      assert.deepEqual(
        Object.keys(responses[status]?.content ?? {}),
        ["application/problem+json"],
        `${name} ${status}`,
      );
    }
  }
});

Deno.test("writes say that they take JSON and an Idempotency-Key", async () => {
  for (const [name, { parameters = [], requestBody, responses }] of await operations()) {
    const isWrite = name.startsWith("POST");
    assert.equal(requestBody !== undefined, isWrite, name);
    assert.equal(parameters.some((parameter) => parameter.name === "idempotency-key"), isWrite, name);
    assert.equal("415" in responses && "413" in responses && "422" in responses, isWrite, name);
  }
});

Deno.test("the token is asked for everywhere", async () => {
  const { components, security } = await apiDescription();
  assert.deepEqual(security, [{ token: [] }]);
  const { type, scheme } = components.securitySchemes?.token as Record<string, string>;
  assert.deepEqual([type, scheme], ["http", "bearer"]);
});

Deno.test("every schema in it is a JSON Schema", async () => {
  const { components } = await apiDescription();
  const schemas = components.schemas ?? {};
  for (const name of ["Call", "Calls", "Incident", "Incidents", "Message", "Problem", "Task"]) {
    assert.ok(name in schemas, name);
  }
  const ajv = new Ajv({ strict: false, validateFormats: false });
  for (const schema of Object.values(schemas)) ajv.compile({ ...schema as object, components });
});

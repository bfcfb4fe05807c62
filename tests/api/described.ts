/** The description that the API gives of itself, as a judge of what it answers. */

import assert from "node:assert/strict";
import { Ajv, type ValidateFunction } from "ajv";
import { openMemory } from "../../src/store/store.ts";
import { openApi, TOKEN } from "./house.ts";

export interface Operation {
  readonly operationId: string;
  readonly responses: Record<string, { readonly content: Record<string, { readonly schema: unknown }> }>;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: unknown;
}

export interface ApiDescription {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: Record<string, Record<string, unknown>>;
  readonly security: unknown;
}

let read: Promise<ApiDescription> | null = null;

/** The description, as it is served. */
export function apiDescription(): Promise<ApiDescription> {
  return read ??= (async () => {
    const store = await openMemory();
    const app = openApi(store);
    const response = await app.request("/openapi.json", { headers: { authorization: `Bearer ${TOKEN}` } });
    assert.equal(response.status, 200);
    await store.close();
    return await response.json();
  })();
}

const validators = new Map<string, ValidateFunction>();

/** Fails when an answer is not described, or not as it is described. Answers without JSON are known by their type. */
export async function checkAnswer(method: string, path: string, response: Response): Promise<void> {
  const { paths, components } = await apiDescription();
  const plain = path.split("?")[0] ?? "";
  const known = Object.keys(paths).filter((template) => patternOf(template).test(plain));
  const described = known.sort((a, b) => b.length - a.length)[0];
  const operation = described === undefined
    ? undefined
    : paths[described]?.[(method === "HEAD" ? "GET" : method).toLowerCase()];
  if (operation === undefined) return;
  const answer = operation.responses[String(response.status)];
  assert.ok(answer !== undefined, `${method} ${described} answered ${response.status}, which is not described`);
  const type = response.headers.get("content-type")?.split(";")[0] ?? "";
  const content = answer.content[type];
  assert.ok(content !== undefined, `${method} ${described} answered ${response.status} as ${type}`);
  if (!type.endsWith("json") || method === "HEAD") return;
  const name = `${method} ${described} ${response.status}`;
  const validate = validators.get(name) ?? validatorOf(content.schema, components);
  validators.set(name, validate);
  const isGood = validate(await response.clone().json());
  assert.ok(isGood, `${name}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
}

function patternOf(template: string): RegExp {
  const parts = template.split(/\{\w+\}/).map((part) => part.replaceAll(".", "\\."));
  return new RegExp(`^${parts.join("[^/]+")}$`);
}

function validatorOf(schema: unknown, components: unknown): ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  return ajv.compile({ ...closed(schema) as object, components: closed(components) });
}

/** Nothing may be answered that is not described. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  const isOpen = "properties" in schema && !("additionalProperties" in schema);
  return isOpen ? { ...inner, additionalProperties: false } : inner;
}

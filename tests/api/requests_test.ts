/** What holds for every route: methods, bodies, headers, pace, and mistakes of our own. */

import assert from "node:assert/strict";
import { STREAMS } from "../../src/api/event_stream.ts";
import { openMemory } from "../../src/store/store.ts";
import { idOf } from "../store/records.ts";
import { apiDescription } from "./described.ts";
import { apiPorts, inHouse, openApi, TOKEN } from "./house.ts";
import { isProblem } from "./problems.ts";

const AUTHORIZED = { authorization: `Bearer ${TOKEN}` };

/** An address of every path that is described. */
async function addresses(): Promise<[path: string, methods: string[]][]> {
  const { paths } = await apiDescription();
  return Object.entries(paths).map(([path, operations]) => {
    const at = path.replace("{sid}", "CA1").replace("{id}", path.startsWith("/tasks") ? crypto.randomUUID() : idOf(1));
    return [at, Object.keys(operations).map((method) => method.toUpperCase())];
  });
}

Deno.test("nothing is answered without the token, whatever the address and method", async () => {
  await inHouse(async ({ ask }) => {
    for (const [path] of await addresses()) {
      for (const method of ["GET", "POST", "OPTIONS", "DELETE"]) {
        await isProblem(await ask(path, { method, headers: {} }), 401, /Bearer/);
      }
    }
  });
});

Deno.test("a method that an address does not take is refused with those that it takes", async () => {
  await inHouse(async ({ ask }) => {
    for (const [path, methods] of await addresses()) {
      const allow = methods.includes("GET") ? "GET, HEAD, OPTIONS" : "POST, OPTIONS";
      for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]) {
        if (allow.split(", ").includes(method)) continue;
        const response = await ask(path, { method, headers: AUTHORIZED });
        assert.deepEqual([response.status, response.headers.get("allow")], [405, allow], `${method} ${path}`);
      }
      const options = await ask(path, { method: "OPTIONS", headers: AUTHORIZED });
      assert.deepEqual([options.status, options.headers.get("allow")], [204, allow]);
      assert.equal(options.headers.get("access-control-allow-origin"), null);
    }
  });
});

Deno.test("HEAD is answered like GET, without a body, and follows no events", async () => {
  await inHouse(async ({ ask }) => {
    for (const path of ["/calls", "/incidents", "/outbox", "/tasks", "/openapi.json", "/events"]) {
      const response = await ask(path, { method: "HEAD", headers: AUTHORIZED });
      assert.deepEqual([response.status, await response.text()], [200, ""], path);
    }
  }, { streams: { ...STREAMS, readers: 0 } });
});

Deno.test("no answer may be kept by those it passes", async () => {
  await inHouse(async ({ ask, post }) => {
    const answers = [
      await ask("/calls"),
      await ask("/nothing"),
      await ask("/calls", { headers: {} }),
      await ask("/calls?x=1"),
      await post(`/incidents/${idOf(1)}/note`, { text: "a" }),
      await ask("/openapi.json"),
    ];
    for (const { headers, status } of answers) {
      assert.match(headers.get("cache-control") ?? "", /no-store/, `${status}`);
    }
  });
});

Deno.test("an unknown address is told as a problem", async () => {
  await inHouse(async ({ ask, post }) => {
    for (const path of ["/", "/nothing", "/calls/CA1/nothing", "/incidents/a/b/c"]) {
      await isProblem(await ask(path), 404, /nothing at this address/);
    }
    await isProblem(await post(`/incidents/${idOf(1)}/explode`, {}), 404, /nothing at this address/);
  });
});

Deno.test("a body is JSON of at most 64 KiB", async () => {
  await inHouse(async ({ post }) => {
    const note = `/incidents/${idOf(1)}/note`;
    const typed = (type: string) => post(note, '{"text":"a"}', { "content-type": type });
    for (
      const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "application/json; a=b"]
    ) {
      await isProblem(await typed(type), 415, /application\/json/);
    }
    for (const type of ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"]) {
      await isProblem(await typed(type), 404, /no incident/);
    }
    for (const text of ["{", "text=a", "{} {}", "\u0000"]) await isProblem(await post(note, text), 400, /not JSON/);
    const json = (bytes: number) => `{"text":"${"x".repeat(bytes - 11)}"}`;
    await isProblem(await post(note, json(65_536)), 400, /text is text of/);
    await isProblem(await post(note, json(65_537)), 413, /65536 bytes/);
  });
});

Deno.test("a body that comes in parts is bounded all the same", async () => {
  const store = await openMemory();
  const app = openApi(store);
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(10_000).fill(32)),
  });
  const headers = { ...AUTHORIZED, "content-type": "application/json" };
  const response = await app.request(`/incidents/${idOf(1)}/note`, { method: "POST", body, headers });
  await isProblem(response, 413, /65536 bytes/);
  await store.close();
});

Deno.test("a client that has run wild is told to wait, and served again when it has", async () => {
  let ms = 0;
  await inHouse(async ({ ask }) => {
    for (let n = 0; n < 3; n++) assert.equal((await ask("/calls")).status, 200);
    const refused = await ask("/calls");
    assert.equal(refused.headers.get("retry-after"), "1");
    await isProblem(refused, 429, /2 requests a second/);
    assert.equal((await ask("/calls", { headers: {} })).status, 401, "strangers do not use it up");
    ms += 500;
    assert.equal((await ask("/calls")).status, 200);
    await isProblem(await ask("/calls"), 429, /wait/);
  }, { pace: { perSecond: 2, burst: 3 }, nowMs: () => ms });
});

Deno.test("a mistake of our own says nothing about itself to the client, and is told to the house", async () => {
  await inHouse(async ({ ask, store, failures }) => {
    const broken = new Error("the disk with +12025550123 is full");
    store.listCalls = () => Promise.reject(broken);
    await isProblem(await ask("/calls"), 500, /^The service made a mistake; it is in its log\.$/);
    assert.deepEqual(failures, [broken]);
  });
});

Deno.test("the API is loaded for the first who asks, once", async () => {
  const { apiDoor } = await import("../../src/api/door.ts");
  const store = await openMemory();
  const answer = apiDoor(apiPorts(store), "/api/v1");
  const request = () => answer(new Request("http://localhost/api/v1/calls", { headers: AUTHORIZED }));
  const both = await Promise.all([request(), request()]);
  assert.deepEqual(both.map(({ status }) => status), [200, 200]);
  for (const response of both) await response.body?.cancel();
  await store.close();
});

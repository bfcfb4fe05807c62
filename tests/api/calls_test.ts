/** `/api/v1/calls`: who may ask, what is answered, and how mistakes are told. */

import assert from "node:assert/strict";
import { DIAGNOSES } from "../../src/diagnosis.ts";
import { openStore } from "../../src/store/store.ts";
import { ended, talking } from "../store/records.ts";
import { inHouse, openApi, TOKEN } from "./house.ts";
import { isProblem } from "./problems.ts";

Deno.test("without the token nobody is told anything, not even what exists", async () => {
  await inHouse(async ({ ask, store }) => {
    await store.saveCall(talking("CA1"));
    const bad = [undefined, "", "Bearer", "Bearer ", `Bearer x${TOKEN}`, `Basic ${TOKEN}`, TOKEN, `Bearer ${TOKEN} x`];
    for (const path of ["/calls", "/calls/CA1", "/calls/CA1/recording.wav", "/calls/CA1/journal", "/nothing"]) {
      for (const authorization of bad) {
        const response = await ask(path, { headers: authorization === undefined ? {} : { authorization } });
        assert.match(response.headers.get("www-authenticate") ?? "", /^Bearer /);
        await isProblem(response, 401, /Authorization: Bearer/);
      }
    }
  });
});

Deno.test("the scheme's name may be written in any case", async () => {
  const store = await openStore("sqlite::memory:");
  const app = openApi(store, { token: "secret" });
  for (const scheme of ["Bearer", "bearer", "BEARER"]) {
    assert.equal((await app.request("/calls", { headers: { authorization: `${scheme} secret` } })).status, 200);
  }
  await store.close();
});

Deno.test("without a token in the configuration nobody may ask, whatever is sent", async () => {
  const store = await openStore("sqlite::memory:");
  const app = openApi(store, { token: null });
  for (const authorization of ["Bearer null", "Bearer undefined", "Bearer x"]) {
    await isProblem(await app.request("/calls", { headers: { authorization } }), 401, /API_TOKEN/);
  }
  await store.close();
});

Deno.test("a call is answered as it was saved, its faults with their cause in words", async () => {
  await inHouse(async ({ ask, store }) => {
    await store.saveCall(talking("CA1"));
    const response = await ask("/calls/CA1");
    assert.equal(response.status, 200);
    assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
    const { cause } = DIAGNOSES.empty_reply;
    const saved = talking("CA1");
    assert.deepEqual(await response.json(), { ...saved, faults: saved.faults.map((fault) => ({ ...fault, cause })) });
  });
});

Deno.test("a call that does not exist, or cannot, is not found, and its files neither", async () => {
  await inHouse(async ({ ask, store }) => {
    const asked = new Set<string>();
    const find = store.findCall.bind(store);
    store.findCall = (sid) => (asked.add(sid), find(sid));
    for (const sid of ["CA404", "..%2f..%2fetc%2fpasswd", "%00", "a.b", "x".repeat(65)]) {
      for (const path of [`/calls/${sid}`, `/calls/${sid}/recording.wav`, `/calls/${sid}/journal`]) {
        await isProblem(await ask(path), 404, /no call with this CallSid/);
      }
    }
    assert.deepEqual([...asked], ["CA404"], "the store was asked for a name that none can have");
  });
});

Deno.test("calls are listed newest first, a page at a time, and each once", async () => {
  await inHouse(async ({ ask, store }) => {
    const at = (n: number) => new Date(Date.UTC(2026, 10, 24, 12, n)).toISOString();
    for (let n = 0; n < 5; n++) await store.saveCall(talking(`CA${n}`, { startedAt: at(n) }));
    const seen: string[] = [];
    let next: string | null = null;
    do {
      const query: string = next === null ? "" : `&before=${encodeURIComponent(next)}`;
      const page = await (await ask(`/calls?limit=2${query}`)).json();
      assert.deepEqual(Object.keys(page), ["items", "next"]);
      assert.ok(page.items.length <= 2);
      seen.push(...page.items.map(({ sid }: { sid: string }) => sid));
      next = page.next;
    } while (next !== null);
    assert.deepEqual(seen, ["CA4", "CA3", "CA2", "CA1", "CA0"]);
  });
});

Deno.test("50 calls are listed when nothing is said", async () => {
  await inHouse(async ({ ask, store }) => {
    for (let n = 0; n < 51; n++) await store.saveCall(talking(`CA${n}`));
    const page = await (await ask("/calls")).json();
    assert.deepEqual([page.items.length, typeof page.next], [50, "string"]);
  });
});

Deno.test("active and ended calls are told apart", async () => {
  await inHouse(async ({ ask, store }) => {
    await store.saveCall(talking("CA1"));
    await store.saveCall(ended("CA2"));
    const sids = async (query: string) => {
      const { items } = await (await ask(`/calls${query}`)).json();
      return items.map(({ sid }: { sid: string }) => sid).sort();
    };
    assert.deepEqual(await sids("?state=active"), ["CA1"]);
    assert.deepEqual(await sids("?state=ended"), ["CA2"]);
    assert.deepEqual(await sids(""), ["CA1", "CA2"]);
  });
});

Deno.test("a query that says something else is refused, with what was expected", async () => {
  const wrong: [string, RegExp][] = [
    ["limit=0", /limit is 1 to 200/],
    ["limit=201", /limit is 1 to 200/],
    ["limit=", /limit is 1 to 200/],
    ["limit=x", /limit is a number/],
    ["limit=1.5", /limit is a whole number/],
    ["state=sleeping", /state is active or ended/],
    ["stat=active", /stat/],
    ["before=nonsense", /before is/],
    [`before=${"x".repeat(201)}`, /before is/],
    ["before=", /before is/],
    ["limit=0&state=sleeping", /limit.*; state|state.*; limit/],
  ];
  await inHouse(async ({ ask }) => {
    for (const [query, detail] of wrong) await isProblem(await ask(`/calls?${query}`), 400, detail);
    for (const limit of [1, 200]) assert.equal((await ask(`/calls?limit=${limit}`)).status, 200);
  });
});

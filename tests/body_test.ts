import assert from "node:assert/strict";
import { readBody } from "../src/body.ts";

const LIMITS = { bytes: 8, ms: 5_000 };

/** A request whose body comes in these parts, and then ends or hangs. */
function request(parts: readonly string[], end: "ends" | "hangs" = "ends", headers: Record<string, string> = {}) {
  const given = { isCancelled: false };
  const body = new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(new TextEncoder().encode(part));
      if (end === "ends") controller.close();
    },
    cancel() {
      given.isCancelled = true;
    },
  });
  return { given, request: new Request("http://localhost/", { method: "POST", body, headers }) };
}

Deno.test("a body is read in whatever pieces it comes, up to its bound", async () => {
  assert.deepEqual(await readBody(request(["a=1&", "b=ü"]).request, LIMITS), { text: "a=1&b=ü" });
  assert.deepEqual(await readBody(request(["12345678"]).request, LIMITS), { text: "12345678" });
  assert.deepEqual(await readBody(new Request("http://localhost/", { method: "POST" }), LIMITS), { text: "" });
});

Deno.test("a body above its bound is not read on, and one that says so itself is not read at all", async () => {
  const large = request(["1234", "56789"], "hangs");
  assert.equal(await readBody(large.request, LIMITS), "too_large");
  assert.ok(large.given.isCancelled);
  assert.equal(await readBody(request([], "hangs", { "content-length": "9" }).request, LIMITS), "too_large");
});

Deno.test("a body that does not end in time is given up", async () => {
  const slow = request(["1234"], "hangs");
  assert.equal(await readBody(slow.request, { bytes: 8, ms: 1 }), "too_slow");
  assert.ok(slow.given.isCancelled);
});

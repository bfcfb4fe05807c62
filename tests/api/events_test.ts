/** `/api/v1/events` over real sockets: at once, in order, each once, and nobody holds anybody up. */

import assert from "node:assert/strict";
import { STREAMS } from "../../src/api/event_stream.ts";
import { eventually, House } from "../support/house.ts";
import { askForEvents, EventReader, happen, onAir } from "./event_reader.ts";
import { TOKEN } from "./house.ts";
import { isProblem } from "./problems.ts";

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);

/** The numbers of the next events. */
async function heard(reader: EventReader, count: number): Promise<number[]> {
  const seen: number[] = [];
  while (seen.length < count) seen.push((await reader.next()).data.n);
  return seen;
}

Deno.test("a reader hears what happens from now on, at once, and in order", async () => {
  await onAir(async ({ address, store }) => {
    await happen(store, 1, 2);
    await using reader = await EventReader.connect(address);
    for (let n = 3; n < 23; n++) {
      const writtenMs = performance.now();
      await happen(store, n);
      const { type, data } = await reader.next();
      assert.deepEqual([type, data], ["alarm", { n }]);
      // Half of what other processes' events take: this one was woken.
      assert.ok(performance.now() - writtenMs < 375, `${performance.now() - writtenMs} ms`);
    }
  });
});

Deno.test("what another process writes is heard within a second", async () => {
  await onAir(async ({ address, elsewhere }) => {
    await using reader = await EventReader.connect(address);
    await happen(elsewhere, 1);
    assert.equal((await reader.next(1_000)).data.n, 1);
  });
});

Deno.test("a reader that comes back hears what it has missed, each once, and goes on", async () => {
  await onAir(async ({ address, store }) => {
    let last = 0;
    const seen: number[] = [];
    for (const from of [0, 40, 80]) {
      if (from > 0) await happen(store, ...numbers(from, from + 20));
      await using reader = await EventReader.connect(address, last);
      if (from === 0) await happen(store, ...numbers(from, from + 20));
      await happen(store, ...numbers(from + 20, from + 40));
      for (let n = 0; n < 40; n++) {
        const event = await reader.next();
        assert.ok(event.id > last);
        last = event.id;
        seen.push(event.data.n);
      }
    }
    assert.deepEqual(seen, numbers(0, 120));
  });
});

Deno.test("a reader that is far behind hears everything, from the first event on", async () => {
  await onAir(async ({ address, store }) => {
    await using early = await EventReader.connect(address, 0);
    for (let from = 0; from < 2_500; from += 500) await happen(store, ...numbers(from, from + 500));
    await using late = await EventReader.connect(address, 0);
    await happen(store, 2_500);
    assert.deepEqual(await heard(late, 2_501), numbers(0, 2_501));
    assert.deepEqual(await heard(early, 2_501), numbers(0, 2_501));
  });
});

Deno.test("an id that is not there yet means from now on; one that cannot be is a mistake", async () => {
  await onAir(async ({ address, store }) => {
    await using reader = await EventReader.connect(address, 1_000_000);
    await happen(store, 1);
    assert.equal((await reader.next()).data.n, 1);
    for (const id of ["-1", "x", "1.5", "9".repeat(16), ""]) {
      await isProblem(await askForEvents(address, id), 400, /^last-event-id is the id of an event$/);
    }
  });
});

Deno.test("twenty readers ask the log as often as one", async () => {
  await onAir(async ({ address, store, looks }) => {
    const readers = await Promise.all(numbers(0, 20).map(() => EventReader.connect(address)));
    const before = looks();
    await happen(store, 1);
    for (const reader of readers) assert.equal((await reader.next()).data.n, 1);
    assert.ok(looks() - before <= 3, `${looks() - before} looks`);
    for (const reader of readers) await reader[Symbol.asyncDispose]();
  });
});

Deno.test("a silent stream gives signs of life", async () => {
  await onAir(async ({ address }) => {
    await using reader = await EventReader.connect(address);
    assert.deepEqual([await reader.block(), await reader.block()], [":", ":"]);
  }, { ...STREAMS, heartbeatMs: 20 });
});

Deno.test("there are only so many readers; whoever leaves makes room", async () => {
  await onAir(async ({ address }) => {
    const first = await EventReader.connect(address);
    const second = await askForEvents(address);
    assert.equal(second.headers.get("retry-after"), "10");
    await isProblem(second, 503, /1 readers/);
    await first[Symbol.asyncDispose]();
    await using _third = await eventually(
      () => EventReader.connectIfFree(address),
      2_000,
      "room for another reader",
    );
  }, { ...STREAMS, readers: 1 });
});

Deno.test("a reader that does not read is dropped, and holds up nobody", async () => {
  await onAir(async ({ address, store }) => {
    const { hostname, port } = new URL(address);
    using stuck = await Deno.connect({ hostname, port: Number(port) });
    const request = `GET /events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`;
    await stuck.write(new TextEncoder().encode(request));
    await using reader = await EventReader.connect(address);
    // More than the kernel's buffers take in.
    const text = "x".repeat(200_000);
    for (let n = 0; n < 60; n++) {
      await store.transact((tx) => tx.put({ events: [{ type: "alarm", data: { n, text } }] }));
      assert.equal((await reader.next()).data.n, n);
    }
    await using _other = await eventually(
      () => EventReader.connectIfFree(address),
      5_000,
      "the place of the reader that was dropped",
    );
  }, { ...STREAMS, readers: 2, bufferBytes: 65_536, slowMs: 200 });
});

Deno.test("streams end with the service, which does not wait for their readers", async () => {
  const house = await House.open();
  try {
    const response = await house.api("/events");
    assert.equal(response.status, 200);
    const call = house.call();
    await eventually(async () => (await house.record(call.callSid)).sid ?? null, 2_000, "the call on the books");
    await call.hangUp();
    await house.recordWhenOver(call.callSid);
    const closedMs = performance.now();
    await house.service.close();
    assert.ok(performance.now() - closedMs < 2_000);
    const text = await response.text();
    assert.match(text, /\nevent: call\.ended\ndata: \{"sid":"CA/);
  } finally {
    await house[Symbol.asyncDispose]();
  }
});

/** `health`: what a container's health check runs. */

import assert from "node:assert/strict";
import { inFolder, run } from "./program.ts";

/** Answers one port of this machine while `check` runs. */
async function answering(handler: (request: Request) => Response, check: (port: number) => Promise<void>) {
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, handler);
  await check(server.addr.port);
}

const well = (request: Request) =>
  new Response("", { status: new URL(request.url).pathname === "/healthz" ? 200 : 404 });

Deno.test("health exits with 0 when the service on PORT is well, and needs no other variable", async () => {
  await answering(well, (port) =>
    inFolder(async (folder) => {
      const { code, out, err } = await run(["health"], { folder, env: { PORT: `${port}` } });
      assert.deepEqual({ code, err }, { code: 0, err: "" });
      assert.match(out, /^\S.*\n$/);
    }));
});

Deno.test("health takes PORT from .env too", async () => {
  await answering(well, (port) =>
    inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/.env`, `PORT=${port}\n`);
      assert.equal((await run(["health"], { folder })).code, 0);
    }));
});

Deno.test("health exits with 1 when the service says it is not well", async () => {
  await answering(() => new Response("", { status: 500 }), (port) =>
    inFolder(async (folder) => {
      const { code, out, err } = await run(["health"], { folder, env: { PORT: `${port}` } });
      assert.equal(code, 1);
      assert.match(out + err, /500/);
    }));
});

Deno.test("health exits with 1 and one line when nobody answers", async () => {
  await inFolder(async (folder) => {
    const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
    const { port } = listener.addr;
    listener.close();
    const { code, err } = await run(["health"], { folder, env: { PORT: `${port}` } });
    assert.equal(code, 1);
    assert.match(err, new RegExp(`^[^\\n]*${port}[^\\n]*\\n$`));
  });
});

Deno.test("health gives up on a service that takes the question and never answers", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const accepted = listener.accept();
  await inFolder(async (folder) => {
    assert.equal((await run(["health"], { folder, env: { PORT: `${listener.addr.port}` } })).code, 1);
  });
  (await accepted).close();
  listener.close();
});

Deno.test("health asks at HOST where the service listens on one address alone", async () => {
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.2", onListen: () => {} }, well);
  const PORT = `${server.addr.port}`;
  await inFolder(async (folder) => {
    const { code, out } = await run(["health"], { folder, env: { PORT, HOST: "127.0.0.2" } });
    assert.equal(code, 0);
    assert.match(out, /127\.0\.0\.2/);
    assert.equal((await run(["health"], { folder, env: { PORT, HOST: "127.0.0.1" } })).code, 1);
  });
});

Deno.test("health asks on loopback where the service listens on all addresses", async () => {
  await answering(well, (port) =>
    inFolder(async (folder) => {
      assert.equal((await run(["health"], { folder, env: { PORT: `${port}`, HOST: "0.0.0.0" } })).code, 0);
    }));
});

Deno.test("health says of a PORT that is none what is wrong with it, and asks nobody", async () => {
  await inFolder(async (folder) => {
    const { code, err } = await run(["health"], { folder, env: { PORT: "abc" } });
    assert.equal(code, 1);
    assert.match(err, /^PORT is "abc"; expected a port/);
  });
});

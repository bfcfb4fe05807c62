/** `serve`: starts, answers, survives, drains. Real processes, real signals. */

import assert from "node:assert/strict";
import { eventually } from "../support/folder.ts";
import { openStore } from "../../src/store/store.ts";
import { inFolder, Program, REQUIRED, webhook } from "./program.ts";

const CALL = { CallSid: `CA${"1".repeat(32)}`, From: "+12025550123", To: "+12025550100", CallStatus: "ringing" };

async function get(address: string, path: string): Promise<{ status: number; text: string }> {
  const response = await fetch(address + path);
  return { status: response.status, text: await response.text() };
}

/** A model that takes the connection and says nothing: the call that dials it stays live. */
class SilentModel implements AsyncDisposable {
  readonly #listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  readonly #connections: Deno.Conn[] = [];
  readonly #accepting = this.#accept();

  get url(): string {
    return `ws://127.0.0.1:${this.#listener.addr.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#accepting;
    for (const connection of this.#connections) connection.close();
  }

  async #accept(): Promise<void> {
    for await (const connection of this.#listener) this.#connections.push(connection);
  }
}

Deno.test("serve says where it listens, answers, and stops at SIGTERM or SIGINT with 0", async () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    await inFolder(async (folder) => {
      await using program = new Program(["serve"], { folder, env: REQUIRED });
      const address = await program.serves();
      assert.equal((await get(address, "/healthz")).status, 200);
      assert.equal((await get(address, "/readyz")).status, 200);
      program.signal(signal);
      const { code, err } = await program.ended();
      assert.equal(code, 0);
      for (const line of err.trimEnd().split("\n")) assert.equal(typeof JSON.parse(line).message, "string");
      assert.match(err, /"message":"stopped"/);
      assert.ok((await Deno.stat(`${folder}/data/dispatcher.db`)).isFile);
    });
  }
});

Deno.test("serve shows no secret", async () => {
  await inFolder(async (folder) => {
    const env = { ...REQUIRED, API_TOKEN: "hunter2" };
    await using program = new Program(["serve"], { folder, env });
    await program.serves();
    program.signal("SIGTERM");
    const { out, err } = await program.ended();
    assert.doesNotMatch(out + err, /hunter2|sk-test|0123456789abcdef0123456789abcdef"/);
  });
});

Deno.test("a draining service welcomes no call and waits for the one it has; a second signal ends that", async () => {
  await using model = new SilentModel();
  await inFolder(async (folder) => {
    const env = { ...REQUIRED, OPENAI_REALTIME_URL: model.url };
    await using program = new Program(["serve"], { folder, env });
    const address = await program.serves();
    assert.match(await webhook(address, "/twilio/voice", CALL), /^200 .*<Stream /s);
    program.signal("SIGTERM");
    await program.complains(/"message":"draining/);
    const ready = await get(address, "/readyz");
    assert.equal(ready.status, 503);
    assert.match(ready.text, /draining/);
    const other = await webhook(address, "/twilio/voice", { ...CALL, CallSid: `CA${"2".repeat(32)}` });
    assert.doesNotMatch(other, /<Stream /);
    program.signal("SIGTERM");
    const { code, err } = await program.ended();
    assert.equal(code, 0, err);
    const store = await openStore(`sqlite:${folder}/data/dispatcher.db`);
    const { state, endedAt } = (await store.findCall(CALL.CallSid))!;
    await store.close();
    assert.deepEqual([state, endedAt], ["ringing", null], "the next process goes on with it");
  });
});

Deno.test("a draining service stops when DRAIN_LIMIT_S has passed, whatever is still live", async () => {
  await using model = new SilentModel();
  await inFolder(async (folder) => {
    const env = { ...REQUIRED, OPENAI_REALTIME_URL: model.url, DRAIN_LIMIT_S: "0" };
    await using program = new Program(["serve"], { folder, env });
    await webhook(await program.serves(), "/twilio/voice", CALL);
    program.signal("SIGTERM");
    assert.equal((await program.ended()).code, 0);
  });
});

Deno.test("a mistake that nobody caught is counted and logged, and ends no process", async () => {
  await inFolder(async (folder) => {
    const preload = `${folder}/stray.ts`;
    await Deno.writeTextFile(
      preload,
      `Deno.addSignalListener("SIGUSR1", () => {
        setTimeout(() => { throw new Error("stray one"); });
        Promise.reject(new Error("stray two"));
      });`,
    );
    await using program = new Program(["serve"], { folder, env: REQUIRED, preload });
    const address = await program.serves();
    program.signal("SIGUSR1");
    await program.complains(/stray two/);
    await program.complains(/stray one/);
    assert.match((await get(address, "/metrics")).text, /^dispatcher_exceptions_total\{where="process"\} 2$/m);
    program.signal("SIGTERM");
    assert.equal((await program.ended()).code, 0);
  });
});

Deno.test("a call that a killed service left behind is closed by the next one", async () => {
  await using model = new SilentModel();
  await inFolder(async (folder) => {
    const env = { ...REQUIRED, OPENAI_REALTIME_URL: model.url, API_TOKEN: "t" };
    await using first = new Program(["serve"], { folder, env });
    const before = await first.serves();
    await webhook(before, "/twilio/voice", CALL);
    const url = `/api/v1/calls/${CALL.CallSid}`;
    const headers = { authorization: "Bearer t" };
    const isKept = async () => (await (await fetch(before + url, { headers })).json()).state === "ringing";
    await eventually(isKept, "the call on the books");
    first.signal("SIGKILL");
    await first.ended();
    await using second = new Program(["serve"], { folder, env });
    const address = await second.serves();
    const record = async () => await (await fetch(address + url, { headers })).json();
    assert.equal((await record()).state, "ringing", "the carrier may ask about it");
    await webhook(address, "/twilio/status", { ...CALL, CallStatus: "completed" });
    await eventually(async () => (await record()).state === "ended", "the end of the call on the books");
    const { outcome, faults } = await record();
    assert.deepEqual([outcome, faults.at(-1).code], ["abandoned", "restarted"]);
    second.signal("SIGTERM");
    assert.equal((await second.ended()).code, 0);
  });
});

Deno.test("serve exits with 1 and the reason when its port or its store cannot be had", async () => {
  await inFolder(async (folder) => {
    using taken = Deno.listen({ port: 0, hostname: "127.0.0.1" });
    const port = `${taken.addr.port}`;
    await Deno.writeTextFile(`${folder}/file`, "");
    const lacking: [Record<string, string>, RegExp][] = [
      [{ PORT: port }, new RegExp(`cannot start.*HOST 127\\.0\\.0\\.1 and PORT ${port}".*in use`)],
      [{ DATABASE_URL: "sqlite:file/below.db" }, /cannot start.*DATABASE_URL.*file/],
      [{ DATABASE_URL: "postgres://us:hunter2@127.0.0.1:1/db" }, /cannot start.*DATABASE_URL.*ECONNREFUSED/],
    ];
    for (const [env, reason] of lacking) {
      await using program = new Program(["serve"], { folder, env: { ...REQUIRED, ...env } });
      const { code, err } = await program.ended();
      assert.equal(code, 1);
      assert.match(err, reason);
      assert.doesNotMatch(err, /hunter2/);
    }
  });
});

/**
 * What stands before the service: it passes connections on to the process that serves, and holds new ones until one
 * does, as Caddy with `lb_try_duration`.
 */

/** From one try to the next. */
const AGAIN_MS = 50;

export class FrontDoor implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #open = new Set<Deno.Conn>();
  readonly #done: Promise<void>;

  /** `port`: of the process that serves. */
  constructor(public port: number, private readonly holdsMs = 8_000) {
    this.#done = this.#accept();
  }

  /** New connections go to another process; those that are open break. */
  moveTo(port: number): void {
    this.port = port;
    for (const connection of this.#open) close(connection);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#listener.addr as Deno.NetAddr).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const connection of this.#open) close(connection);
    await this.#done;
  }

  async #accept(): Promise<void> {
    const passing: Promise<void>[] = [];
    for await (const connection of this.#listener) passing.push(this.#pass(connection));
    await Promise.all(passing);
  }

  async #pass(outside: Deno.Conn): Promise<void> {
    this.#open.add(outside);
    const inside = await this.#connect();
    if (inside === null) return close(outside);
    this.#open.add(inside);
    const both = [outside, inside];
    const end = () => both.forEach(close);
    await Promise.all([
      outside.readable.pipeTo(inside.writable).catch(() => {}).then(end),
      inside.readable.pipeTo(outside.writable).catch(() => {}).then(end),
    ]);
    for (const connection of both) this.#open.delete(connection);
  }

  async #connect(): Promise<Deno.Conn | null> {
    for (const untilMs = performance.now() + this.holdsMs; performance.now() < untilMs;) {
      try {
        return await Deno.connect({ hostname: "127.0.0.1", port: this.port });
      } catch {
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
    return null;
  }
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // It is closed already.
  }
}

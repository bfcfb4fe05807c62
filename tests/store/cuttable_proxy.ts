/** A way to a server that can be cut and mended: what a database's host does that is gone for a while. */
export class CuttableProxy {
  readonly #listener: Deno.TcpListener;
  readonly #live = new Set<Deno.TcpConn>();
  readonly #accepting: Promise<void>;
  #isCut = false;

  private constructor(private readonly target: URL) {
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#accepting = this.#accept();
  }

  /** Opens a way to where `target` points. */
  static open(target: URL): Promise<CuttableProxy> {
    return Promise.resolve(new CuttableProxy(target));
  }

  /** The target's URL, by this way. */
  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${this.#listener.addr.port}`;
    return url.href;
  }

  /** Breaks every connection, and closes new ones at once. */
  cut(): void {
    this.#isCut = true;
    for (const connection of this.#live) this.#end(connection);
  }

  mend(): void {
    this.#isCut = false;
  }

  async close(): Promise<void> {
    this.cut();
    this.#listener.close();
    await this.#accepting;
  }

  async #accept(): Promise<void> {
    const pipes: Promise<unknown>[] = [];
    for await (const near of this.#listener) {
      if (this.#isCut) near.close();
      else pipes.push(this.#connect(near));
    }
    await Promise.all(pipes);
  }

  async #connect(near: Deno.TcpConn): Promise<void> {
    const far = await Deno.connect({ hostname: this.target.hostname, port: Number(this.target.port) });
    for (const end of [near, far]) this.#live.add(end);
    const pass = (from: Deno.TcpConn, to: Deno.TcpConn) =>
      from.readable.pipeTo(to.writable).catch(() => {}).finally(() => [near, far].forEach((end) => this.#end(end)));
    await Promise.all([pass(near, far), pass(far, near)]);
  }

  #end(connection: Deno.TcpConn): void {
    if (!this.#live.delete(connection)) return;
    try {
      connection.close();
    } catch {
      // A stream that came to its end has closed it.
    }
  }
}

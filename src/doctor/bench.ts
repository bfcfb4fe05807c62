/** What the checks work with: the configuration, the outside, and what several of them want to know, asked once. */

import type { Config } from "../config/config.ts";
import type { LenientConfig } from "../config/lenient.ts";
import type { Environment } from "../config/config.ts";
import type { Mistake } from "../config/variables.ts";
import { type Got, http, type Request } from "./http.ts";
import { type Mask, maskFor } from "./mask.ts";
import type { Talk } from "./talk.ts";

/** An exchange with a vendor's REST API, for its support. */
export interface Asked extends Request {
  readonly atMs: number;
  readonly got: Got;
}

export class Bench {
  readonly config: Config;
  readonly mistakes: readonly Mistake[];
  readonly broken: ReadonlySet<string>;
  readonly mask: Mask;
  /** What was asked of REST APIs, and what came. */
  readonly asked: Asked[] = [];
  /** The conversations with models. */
  readonly talks: Talk[] = [];
  readonly #known = new Map<string, unknown>();
  readonly #closing: (() => Promise<void> | void)[] = [];

  constructor(
    { config, mistakes, broken }: LenientConfig,
    /** As it was given. */
    readonly environment: Environment,
    readonly now: () => Date = () => new Date(),
  ) {
    this.config = config;
    this.mistakes = mistakes;
    this.broken = broken;
    this.mask = maskFor(config, broken);
  }

  /** What `find` finds; the second one who asks gets what the first one got. */
  once<T>(name: string, find: () => T): T {
    if (!this.#known.has(name)) this.#known.set(name, find());
    return this.#known.get(name) as T;
  }

  /** Asks a REST API, and keeps what was said. */
  async ask(request: Request): Promise<Got> {
    const atMs = this.now().getTime();
    const got = await http(request);
    this.asked.push({ ...request, atMs, got });
    return got;
  }

  /** Calls `close` when all checks are done. */
  afterwards(close: () => Promise<void> | void): void {
    this.#closing.push(close);
  }

  /** Closes whatever the checks have opened. */
  async close(): Promise<void> {
    // The last first: a file goes before its folder.
    for (const close of this.#closing.splice(0).reverse()) await Promise.allSettled([close()]);
  }
}

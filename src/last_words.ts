/**
 * Calls that are over here, of which the carrier has not asked yet what comes next: a process that stops before it was
 * asked leaves those callers with the carrier's own words for a dead server.
 */
export class LastWords {
  readonly #owed = new Set<string>();
  #allSaid = Promise.withResolvers<void>();

  /** The carrier will ask about this call. */
  owe(sid: string): void {
    this.#owed.add(sid);
  }

  /** The carrier has asked, or knows that the call is over. */
  said(sid: string): void {
    if (this.#owed.delete(sid) && this.#owed.size === 0) this.#allSaid.resolve();
  }

  /** Waits until all is said; a carrier that does not ask is waited for `ms`. */
  async allSaid(ms: number): Promise<void> {
    if (this.#owed.size === 0) return;
    this.#allSaid = Promise.withResolvers();
    const timer = setTimeout(this.#allSaid.resolve, ms);
    await this.#allSaid.promise;
    clearTimeout(timer);
  }
}

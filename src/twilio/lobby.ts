/** Media sockets that have not proved to be a call yet: only so many may wait, and the one that has waited longest goes. */
export class Lobby {
  readonly #waiting = new Set<() => void>();

  constructor(private readonly room: number) {}

  /** A socket waits; `crowdedOut` is called when newer ones need its place. Returns what takes it out of here. */
  enter(crowdedOut: () => void): () => void {
    this.#waiting.add(crowdedOut);
    if (this.#waiting.size > this.room) {
      const [oldest] = this.#waiting;
      this.#waiting.delete(oldest!);
      oldest!();
    }
    return () => this.#waiting.delete(crowdedOut);
  }
}

/** Another system's address as one variable: where it is, and the token, which stands before the `@`. */

export interface Destination {
  readonly token: string;
  /** The address of a route of its API. */
  at(path: string): URL;
}

/** Reads `https://token@host/base`. */
export function readDestination(url: URL): Destination {
  const base = url.origin + url.pathname.replace(/\/+$/, "");
  return {
    // `user:token@` is how some write it.
    token: decodeURIComponent(url.password === "" ? url.username : url.password),
    at: (path) => new URL(base + path),
  };
}

/** A bare connection to a host, to see where it fails: name, network, or TLS. */

import { lookup } from "node:dns/promises";
import { reasonOf } from "./http.ts";

/** A connection takes 200 ms around the world; beyond this something swallows it. */
const LIMIT_MS = 6_000;

/** The addresses of a name. Throws with the reason in words. */
export async function resolve(hostname: string): Promise<readonly string[]> {
  // Older Denos warn of themselves at the system's own way, which is left to names that DNS does not know: `localhost`.
  const records = ["A", "AAAA"] as const;
  const answers = await Promise.allSettled(records.map((type) => within(Deno.resolveDns(hostname, type))));
  const addresses = answers.flatMap((answer) => answer.status === "fulfilled" ? answer.value : []);
  if (addresses.length > 0) return addresses;
  try {
    const found = await within(lookup(hostname, { all: true }));
    return [...new Set(found.map(({ address }) => address))];
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
}

/** Connects, with TLS where `isSecure`, and closes again. Returns how long it took, ms. Throws with the reason in words. */
export async function connect(hostname: string, port: number, isSecure: boolean): Promise<number> {
  const began = performance.now();
  try {
    const dialled: Promise<Deno.Conn> = isSecure ? secure(hostname, port) : Deno.connect({ hostname, port });
    const conn = await within(dialled, (late) => late.close());
    conn.close();
    return Math.round(performance.now() - began);
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
}

async function secure(hostname: string, port: number): Promise<Deno.TlsConn> {
  const conn = await Deno.connectTls({ hostname, port });
  try {
    await conn.handshake();
    return conn;
  } catch (error) {
    try {
      conn.close();
    } catch {
      // It is closed already.
    }
    throw error;
  }
}

/** Waits no longer than the limit; what comes later is given to `drop`. */
async function within<T>(promise: Promise<T>, drop: (late: T) => void = () => {}): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isLate = false;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isLate = true;
      reject(new Error("timed out"));
    }, LIMIT_MS);
  });
  promise.then((value) => isLate && drop(value), () => {});
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

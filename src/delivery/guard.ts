/**
 * The guard before addresses that reach us by data: an answer's link, a caller's words. Through such an address nobody
 * may make us speak to our own network. What the operator configures is the operator's own word, and needs no guard.
 */

import { lookup } from "node:dns/promises";
import ipaddr from "ipaddr.js";

/** Where to connect: this address and no other, whatever the name says a moment later. */
export type Guarded =
  | { readonly ok: true; readonly host: string; readonly addresses: readonly string[] }
  | { readonly ok: false; readonly why: "not_https" | "userinfo" | "unknown_name" | "private_address" };

/** All addresses of a name. */
export type Resolve = (name: string) => Promise<readonly string[]>;

/** Of a network of one's own, of this machine, or of no one: anything but a public unicast address, in every notation. */
export function isPublicAddress(address: string): boolean {
  // Shortened forms and hexadecimals mean different things to different readers.
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return false;
  // `process` turns an IPv4 address that is written as IPv6 into IPv4 first.
  const parsed = ipaddr.process(address);
  if (parsed.range() !== "unicast") return false;
  return parsed instanceof ipaddr.IPv4 || isGlobal(parsed);
}

/**
 * Whether a URL leads to the public internet and nowhere else. Every address that its name has must be public; the
 * connection then goes to one of `addresses`, as a name may answer differently the second time.
 */
export async function guarded(url: URL, resolve: Resolve = resolveByDns): Promise<Guarded> {
  if (url.protocol !== "https:") return { ok: false, why: "not_https" };
  if (url.username !== "" || url.password !== "") return { ok: false, why: "userinfo" };
  // The URL's parser has already turned numbers, hexadecimals and shortened forms into plain addresses.
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const addresses = ipaddr.isValid(host) ? [host] : await resolve(host).catch(() => []);
  if (addresses.length === 0) return { ok: false, why: "unknown_name" };
  if (!addresses.every(isPublicAddress)) return { ok: false, why: "private_address" };
  return { ok: true, host, addresses };
}

/** Global unicast, and none of the ranges that carry an IPv4 address inside (NAT64, 6to4, Teredo). */
function isGlobal(address: ipaddr.IPv6): boolean {
  return address.match(ipaddr.IPv6.parseCIDR("2000::/3"));
}

async function resolveByDns(name: string): Promise<readonly string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

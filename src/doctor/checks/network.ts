/** Whether the vendors' names resolve, and whether a connection, with TLS, can be made to them. */

import type { Config } from "../../config/config.ts";
import { type Check, failure, ok } from "../check.ts";
import { connect, resolve } from "../socket.ts";

interface Vendor {
  readonly id: string;
  readonly variable: string;
  url(config: Config): URL;
}

const VENDORS: readonly Vendor[] = [
  { id: "openai", variable: "OPENAI_REALTIME_URL", url: ({ openai }) => openai.realtimeUrl },
  { id: "twilio", variable: "TWILIO_API_URL", url: ({ twilio }) => twilio.apiUrl },
];

/** Two checks a vendor: its name, its connection. */
export const network: readonly Check[] = VENDORS.flatMap((vendor) => [nameOf(vendor), connectionOf(vendor)]);

function nameOf({ id, variable, url }: Vendor): Check {
  return {
    id: `${id}_name`,
    needs: [variable],
    async run({ config }) {
      const host = hostOf(url(config));
      if (isAddress(host)) return ok(`${host} is an address`);
      try {
        return ok(`${host} is ${(await resolve(host)).slice(0, 3).join(", ")}`);
      } catch (error) {
        return failure("unreachable", `${host}: ${(error as Error).message}`, {
          cause: "the name cannot be resolved",
          action: `look at the server's DNS (/etc/resolv.conf), and at ${variable}`,
        });
      }
    },
  };
}

function connectionOf({ id, variable, url }: Vendor): Check {
  return {
    id: `${id}_connection`,
    needs: [variable],
    async run({ config }) {
      const { protocol, port } = url(config);
      const host = hostOf(url(config));
      const isSecure = protocol === "wss:" || protocol === "https:";
      const to = `${host} port ${port || (isSecure ? 443 : 80)}`;
      try {
        const ms = await connect(host, Number(port || (isSecure ? 443 : 80)), isSecure);
        return ok(`${to}: connected in ${ms} ms${isSecure ? ", the certificate is good" : ", without TLS"}`);
      } catch (error) {
        return failure("unreachable", `${to}: ${(error as Error).message}`, {
          action: `look at firewall and proxy, at this machine's clock and certificates (TLS), and at ${variable}`,
        });
      }
    },
  };
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}

function isAddress(host: string): boolean {
  return /^[\d.]+$/.test(host) || host.includes(":");
}

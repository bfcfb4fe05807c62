/** What the desk is told of the agency. */

import type { Config } from "../config/config.ts";
import { recipients } from "./announce.ts";
import type { DeskPorts } from "./desk.ts";

/** Reads it from the configuration; what searches in a gazetteer is loaded when there is one. */
export async function agencyOf(
  config: Config,
): Promise<Pick<DeskPorts, "protocol" | "recipients" | "timeZone" | "locate">> {
  const { protocol, timeZone, gazetteer } = config;
  const agency = { protocol, recipients: recipients(config), timeZone };
  if (gazetteer === null) return { ...agency, locate: () => null };
  // Without a gazetteer a start need not wait for what searches in it.
  const { locate } = await import("../intake/gazetteer_locate.ts");
  return { ...agency, locate: (location) => locate(gazetteer, location) };
}

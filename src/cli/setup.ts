/** `dispatcher setup`: points the Twilio number at PUBLIC_URL, after showing what will change, and looks whether it did. */

import type { Config } from "../config/config.ts";
import { describeMistake } from "../config/config.ts";
import { readLeniently } from "../config/lenient.ts";
import { mask } from "../doctor/mask.ts";
import { NoAnswer } from "../outgoing.ts";
import { isSameUrl, type OwnNumber, ownRouting, type Routing, TwilioNumbers } from "../twilio/numbers.ts";
import { TwilioRefused } from "../twilio/rest.ts";
import type { Terminal } from "./commands.ts";
import { withDotEnv } from "./environment.ts";

/** Without these nothing can be said of the number. */
const NEEDS = ["PUBLIC_URL", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_URL", "TWILIO_PHONE_NUMBER"];

const LIMIT_MS = 15_000;

/** What Twilio's console calls each field. */
const NAMES: Readonly<Record<keyof Routing, string>> = {
  voice_url: "A call comes in",
  voice_method: "A call comes in, method",
  voice_fallback_url: "Primary handler fails",
  voice_fallback_method: "Primary handler fails, method",
  status_callback: "Call status changes",
  status_callback_method: "Call status changes, method",
  voice_application_sid: "TwiML app",
  trunk_sid: "SIP trunk",
};

/** Shows, asks, changes, verifies. Returns 0 when the number leads here, else 1. */
export async function setup(options: { readonly yes?: boolean }, terminal: Terminal): Promise<number> {
  const settings = withDotEnv(terminal);
  if (settings === null) return 1;
  const { config, mistakes, broken } = await readLeniently(settings);
  const wrong = mistakes.filter(({ name }) => NEEDS.includes(name));
  for (const mistake of wrong) terminal.complain(describeMistake(mistake));
  if (broken.has("PUBLIC_URL")) return 1;
  if (wrong.length > 0 || config.twilio.phoneNumber === null) {
    if (config.twilio.phoneNumber === null) {
      terminal.complain("TWILIO_PHONE_NUMBER is not set: which number shall lead here?");
    }
    terminal.print(manual(config));
    return 1;
  }
  try {
    return await change(config, config.twilio.phoneNumber, options.yes === true, terminal);
  } catch (error) {
    if (!(error instanceof NoAnswer || error instanceof TwilioRefused)) throw error;
    terminal.complain(mask(reasonOf(error)));
    terminal.print(manual(config));
    return 1;
  }
}

async function change(config: Config, phoneNumber: string, isAgreed: boolean, terminal: Terminal): Promise<number> {
  const numbers = new TwilioNumbers(config.twilio, LIMIT_MS);
  const number = await numbers.find(phoneNumber);
  if (number === null) {
    terminal.complain(
      `${phoneNumber} is no number of this account: look at TWILIO_PHONE_NUMBER and TWILIO_ACCOUNT_SID.`,
    );
    return 1;
  }
  const changes = differences(number, ownRouting(config.publicUrl));
  if (changes.length === 0) {
    terminal.print(`${phoneNumber} leads to ${config.publicUrl.origin} already; there is nothing to change.`);
    return 0;
  }
  terminal.print(`At Twilio, ${phoneNumber} will be changed:\n`);
  for (const field of changes) terminal.print(lineOf(field, number, ownRouting(config.publicUrl)));
  if (!isAgreed && !await agreed(terminal)) {
    terminal.print(`\nNothing was changed.\n${manual(config)}`);
    return 1;
  }
  const wanted = ownRouting(config.publicUrl);
  await numbers.route(number.sid, Object.fromEntries(changes.map((field) => [field, wanted[field]])));
  return verify(await numbers.find(phoneNumber), config, terminal);
}

/** Reads it back: what an API says that it did is not what it did. */
function verify(number: OwnNumber | null, { publicUrl }: Config, terminal: Terminal): number {
  const left = number === null ? null : differences(number, ownRouting(publicUrl));
  if (left?.length === 0) {
    terminal.print(`\nChanged, and read back: ${number!.phone_number} leads to ${publicUrl.origin}.`);
    return 0;
  }
  terminal.complain("\nTwilio took the change, and does not show it:");
  for (const field of left ?? []) terminal.complain(lineOf(field, number!, ownRouting(publicUrl)));
  return 1;
}

function differences(number: Routing, wanted: Routing): (keyof Routing)[] {
  return (Object.keys(wanted) as (keyof Routing)[]).filter((field) => {
    const [is, shall] = [number[field], wanted[field]];
    return field.endsWith("method")
      ? is.toUpperCase() !== shall
      : !(is === shall || shall !== "" && isSameUrl(is, shall));
  });
}

function lineOf(field: keyof Routing, number: Routing, wanted: Routing): string {
  const shown = (value: string) => value === "" ? "(nothing)" : value;
  return `  ${NAMES[field]}\n    - ${shown(number[field])}\n    + ${shown(wanted[field])}`;
}

function agreed({ ask }: Terminal): boolean {
  return /^y(es)?$/i.test(ask?.("\nChange it? [y/N]")?.trim() ?? "");
}

/** The same by hand. */
function manual({ publicUrl }: Config): string {
  const to = ownRouting(publicUrl);
  return [
    "\nBy hand, in Twilio's console (Phone Numbers, Active numbers, the number, Voice Configuration):",
    "  Configure with: Webhook",
    `  ${NAMES.voice_url}: ${to.voice_url}, POST`,
    `  ${NAMES.voice_fallback_url}: ${to.voice_fallback_url}, POST; or a TwiML Bin, which answers also when this server is down`,
    `  ${NAMES.status_callback}: ${to.status_callback}, POST`,
    "Without being asked, `dispatcher setup --yes` does it; `dispatcher doctor` looks whether it is right.",
  ].join("\n");
}

function reasonOf(error: NoAnswer | TwilioRefused): string {
  if (error instanceof NoAnswer) return `Twilio gave no answer: ${error.message}.`;
  const isCredentials = error.status === 401 || error.status === 403;
  return `${error.message}${isCredentials ? ": TWILIO_ACCOUNT_SID or TWILIO_AUTH_TOKEN is wrong" : ""}.`;
}

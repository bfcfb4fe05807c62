/** The account's telephone numbers: listed, found, given other URLs (twilio.com/docs/phone-numbers/api). */

/** A number as the API shows it. */
export interface SimulatedNumber {
  readonly phone_number: string;
  readonly sid?: string;
  readonly voice_url?: string;
  readonly voice_method?: string;
  readonly voice_fallback_url?: string;
  readonly voice_fallback_method?: string;
  readonly status_callback?: string;
  readonly status_callback_method?: string;
  readonly voice_application_sid?: string | null;
  readonly trunk_sid?: string | null;
  readonly capabilities?: { readonly voice: boolean; readonly sms?: boolean };
}

const NOTHING = {
  voice_url: "",
  voice_method: "POST",
  voice_fallback_url: "",
  voice_fallback_method: "POST",
  status_callback: "",
  status_callback_method: "POST",
  voice_application_sid: null,
  trunk_sid: null,
  capabilities: { voice: true, sms: true },
};

export class NumberBook {
  /** As they stand. */
  readonly numbers: Required<SimulatedNumber>[];
  /** How often one was changed. */
  changes = 0;
  /** Takes changes without making them. */
  isStubborn = false;

  constructor(numbers: readonly SimulatedNumber[]) {
    this.numbers = numbers.map((number, index) => {
      return { ...NOTHING, sid: `PN${String(index).padStart(32, "0")}`, ...number };
    });
  }

  /** Answers what is asked of numbers; null when something else is. */
  answer(method: string, path: string, form: URLSearchParams): { status: number; json: unknown } | null {
    const [, rest] = path.split("/IncomingPhoneNumbers");
    if (rest === undefined) return null;
    if (method === "GET") {
      const wanted = new URL(path, "http://twilio").searchParams.get("PhoneNumber");
      const found = this.numbers.filter(({ phone_number }) => wanted === null || phone_number.includes(wanted));
      return { status: 200, json: { incoming_phone_numbers: found, page: 0, page_size: 50 } };
    }
    const index = this.numbers.findIndex(({ sid }) => rest === `/${sid}.json`);
    if (index < 0) return { status: 404, json: { code: 20404, status: 404 } };
    const given = Object.fromEntries([...form].map(([name, value]) => [fieldOf(name), value]));
    const bad = Object.entries(given).find(([field, value]) => /_url$|callback$/.test(field) && !URL.canParse(value));
    if (bad !== undefined) return { status: 400, json: { code: 21402, status: 400 } };
    this.changes++;
    if (!this.isStubborn) this.numbers[index] = { ...this.numbers[index]!, ...given };
    return { status: 200, json: this.numbers[index] };
  }
}

/** `VoiceFallbackUrl` → `voice_fallback_url`. */
function fieldOf(parameter: string): string {
  return parameter.replace(/(?!^)([A-Z])/g, "_$1").toLowerCase();
}

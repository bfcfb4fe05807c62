/** A question protocol: which questions are asked, in which order and words, and what the answers mean. Plain data. */

/** The slots that every protocol asks for, in the order of the built-in ones. */
export const CORE_SLOTS = ["location", "nature", "when", "safety", "callback"] as const;
export type CoreSlot = (typeof CORE_SLOTS)[number];

/** Words by language (BCP 47 primary tag); English is always there. */
export type Worded = Readonly<Record<string, string>> & { readonly en: string };

export interface KeyQuestion {
  /** Names the answer in `details`, and the slot in `asking`. */
  readonly id: string;
  readonly ask: Worded;
}

export interface IncidentType {
  /** As in the APCO/EIDO registry where it has one, e.g. `THEFT`. */
  readonly code: string;
  readonly name: Worded;
  /** 1 highest … 5. */
  readonly priority: number;
  /** Always to a person. */
  readonly escalates: boolean;
  /** Whether a report may be taken without sending anyone, if the rest of the rule allows it. Absent: no. */
  readonly reportable?: boolean;
  /** What callers say when they mean it: a hint for the model. */
  readonly means: string;
  readonly questions: readonly KeyQuestion[];
}

export interface Protocol {
  readonly id: string;
  /** A call records which version took it. */
  readonly version: string;
  readonly name: string;
  /** Questions in all. */
  readonly budget: number;
  /** BCP 47 primary tags, the first one is spoken first. */
  readonly languages: readonly string[];
  /** What callers in danger are told to dial where no person can be reached; fills `{emergency}`. Absent: `911`. */
  readonly emergencyNumber?: string;
  /**
   * With `{agency}` where its name is spoken and `{person}` where `person` goes; automated, recorded, and the first
   * question.
   */
  readonly greeting: Worded;
  /** What is said in the greeting about reaching a person, and about danger: with one to reach, and without. */
  readonly person: { readonly reachable: Worded; readonly none: Worded };
  /** In the order they are asked. */
  readonly slots: readonly { readonly slot: CoreSlot; readonly ask: Worded }[];
  /** Asked last, if there is room: name, or anonymous. */
  readonly caller: Worded;
  /** What the caller is told at the end, before the goodbye. */
  readonly close: Worded;
  readonly types: readonly IncidentType[];
  /** What the model must know about this line besides: one sentence each. */
  readonly notes: readonly string[];
}

/** The type of a code, or undefined when the protocol has none. */
export function typeOf(protocol: Protocol, code: string | null): IncidentType | undefined {
  return protocol.types.find((type) => type.code === code);
}

/** The words in a language, a region's tag (`es-MX`) included; in English when the protocol has none in that one. */
export function worded(words: Worded, language: string | null): string {
  return words[language?.toLowerCase().split("-")[0] ?? "en"] ?? words.en;
}

/** The language of the rules that find danger: what a rule is, and when words that match it say no danger after all. */

/** Where words tell of several, the first of them is named. */
export const DANGER_KINDS = [
  "not_breathing",
  "shots",
  "weapon",
  "unconscious",
  "bleeding",
  "overdose",
  "suicide",
  "officer",
  "crash",
  "domestic",
  "medical",
  "violence",
  "burglary",
  "vulnerable",
  "fire",
  "gas",
  "wires",
  "injury",
  "emergency",
] as const;
export type DangerKind = (typeof DANGER_KINDS)[number];

/** All patterns are matched against plain words: see `plain()`. */
export interface Rule {
  readonly kind: DangerKind;
  readonly words: RegExp;
  /** The words are a denial themselves (`is not breathing`): one before them changes nothing. */
  readonly isDenial?: boolean;
  /** What was so yesterday may be so still: only weeks and years make it history. */
  readonly lasts?: boolean;
}

/** One language's rules. */
export interface Tongue {
  /** Idioms, names and other uses of dangerous words; taken out before anything else. */
  readonly harmless: readonly RegExp[];
  /** Where one statement ends and the next one begins, besides punctuation. */
  readonly joints: RegExp;
  /** Words that deny what follows within five words: alternatives of a regular expression. */
  readonly denials: string;
  /** Between a denial and the words they take it off: a new subject, or a verb such as `drop` (not drop the knife). */
  readonly turns: string;
  /** Denials of a whole sentence, a new subject included: `I do not think he …`. */
  readonly doubts: string;
  /** Yesterday, last night, days ago. */
  readonly past: RegExp;
  /** Weeks, months and years ago. */
  readonly longPast: RegExp;
  /** What makes the past present: still, since. */
  readonly present: RegExp;
  /** What is told as of the same time as the clause before: `… and he was hurt`. */
  readonly goesOn: RegExp;
  /** A clause that these are in too says something else. */
  readonly unless: Readonly<Partial<Record<DangerKind, RegExp>>>;
  readonly rules: readonly Rule[];
}

/**
 * A pattern of phrases, one a line. `<name>` stands for one of `names`, ` .. ` for up to three words of any kind,
 * ` .... ` for up to eight. The rest is a regular expression over plain words.
 */
export function phrases(names: Readonly<Record<string, string>>, text: string): RegExp {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const source = lines.map((line) =>
    line
      .replace(/<(\w+)>/g, (_, name: string) => `(${names[name] ?? missing(name)})`)
      .replaceAll(" .... ", " (\\w+ ){0,8}?")
      .replaceAll(" .. ", " (\\w+ ){0,3}?")
      .replace(/\((?!\?)/g, "(?:")
  ).join("|");
  return new RegExp(`\\b(?:${source})\\b`);
}

function missing(name: string): never {
  throw new Error(`Cannot build a rule: there is no word list "${name}"`);
}

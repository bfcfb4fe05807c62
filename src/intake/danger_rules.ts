/** The language of the rules that find danger: what a rule is, and when words that match it say no danger after all. */

export type DangerKind =
  | "weapon"
  | "shots"
  | "fire"
  | "not_breathing"
  | "unconscious"
  | "bleeding"
  | "overdose"
  | "suicide"
  | "violence"
  | "burglary"
  | "domestic"
  | "vulnerable"
  | "crash"
  | "gas"
  | "wires"
  | "officer"
  | "injury"
  | "medical"
  | "emergency";

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
  /** A denial, up to the words that it denies: tested against what stands before them in the clause. */
  readonly denial: RegExp;
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
  /** Where several match, the first gives the kind. */
  readonly rules: readonly Rule[];
}

/** Stands where something harmless was: no word of any rule. */
const BLANK = " _ ";

/** Lower case, without accents and apostrophes, `|` for punctuation: what is written and what is heard look alike. */
export function plain(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/\bo\.?d['’]?d\b(?<!odd)/g, "overdosed")
    .replace(/['’`]/g, "")
    .replace(/[.,!?;:¿¡()"…\n]+|\s[-–—]+\s/g, " | ")
    .replace(/[^a-z0-9|]+/g, " ")
    .trim();
}

/**
 * The first danger that plain words tell of; null when they tell of none. Callers mix languages, and many words are the
 * same in both: what any of them takes for harmless is.
 */
export function firstDanger(words: string, tongues: readonly Tongue[]): { kind: DangerKind; words: string } | null {
  const cleared = tongues.flatMap(({ harmless }) => harmless).reduce(
    (text, idiom) => text.replace(idiom, BLANK),
    words,
  );
  const clauses = clausesOf(cleared, tongues);
  const rules = tongues.flatMap((tongue) => tongue.rules);
  for (const rule of rules) {
    for (const clause of clauses) {
      const found = matchOf(rule, clause, tongues);
      if (found !== null) return { kind: rule.kind, words: found };
    }
  }
  return null;
}

interface Clause {
  readonly words: string;
  readonly isPast: boolean;
  readonly isLongPast: boolean;
}

function clausesOf(text: string, tongues: readonly Tongue[]): readonly Clause[] {
  const clauses: Clause[] = [];
  for (const part of text.split("|")) {
    const said = tongues.reduce((pieces, { joints }) => pieces.flatMap((piece) => piece.split(joints)), [part]);
    said.forEach((words, index) => {
      const any = (test: (tongue: Tongue) => RegExp) => tongues.some((tongue) => test(tongue).test(words));
      const isPresent = any(({ present }) => present);
      const before = index > 0 && any(({ goesOn }) => goesOn) ? clauses.at(-1) : undefined;
      clauses.push({
        words,
        isPast: !isPresent && (any(({ past }) => past) || before?.isPast === true),
        isLongPast: !isPresent && (any(({ longPast }) => longPast) || before?.isLongPast === true),
      });
    });
  }
  return clauses;
}

function matchOf(rule: Rule, clause: Clause, tongues: readonly Tongue[]): string | null {
  if (clause.isLongPast || clause.isPast && rule.lasts !== true) return null;
  if (tongues.some(({ unless }) => unless[rule.kind]?.test(clause.words))) return null;
  for (const match of clause.words.matchAll(rule.words)) {
    const before = clause.words.slice(0, match.index);
    if (rule.isDenial || !tongues.some(({ denial }) => denial.test(before))) return match[0].trim();
  }
  return null;
}

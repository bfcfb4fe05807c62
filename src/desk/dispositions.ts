/** How incidents end: the common disposition codes of APCO ANS 1.111 that this line has a use for. */

const WORDS: Readonly<Record<string, readonly string[]>> = {
  "01": ["report taken", "report"],
  "02": ["no report"],
  "03": ["arrest"],
  "04": ["citation"],
  "05": ["settled by phone"],
  "10": ["cancelled", "canceled"],
  "13": ["information", "info"],
  "14": ["gone on arrival"],
  "15": ["referred"],
  "17": ["false alarm"],
  "22": ["duplicate"],
};

/** What a cancelled incident ends with. */
export const CANCELLED = "10";

/** The code that was meant, given as a code (`1`, `01`) or in words, in any case; null when it is none of them. */
export function readDisposition(text: string): string | null {
  const plain = text.toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();
  const code = plain.padStart(2, "0");
  if (Object.hasOwn(WORDS, code)) return code;
  return Object.keys(WORDS).find((known) => WORDS[known]?.includes(plain)) ?? null;
}

/** All of them, `01 report taken, 02 no report, …`: for people who got it wrong. */
export function dispositionList(): string {
  return Object.entries(WORDS).sort(([a], [b]) => a.localeCompare(b)).map(([code, [word]]) => `${code} ${word}`)
    .join(", ");
}

/** What somebody who mistyped a name may have meant. */

/** Edits that still look like a slip of the finger. */
const MOST_EDITS = 2;

/** The candidate nearest to a word, letter case aside; null when none is near. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const given = word.toLowerCase();
  const near = candidates
    .map((candidate) => ({ candidate, edits: edits(given, candidate.toLowerCase()) }))
    // Half of a short word is no slip.
    .filter(({ candidate, edits }) => edits <= Math.min(MOST_EDITS, candidate.length / 2))
    .sort((a, b) => a.edits - b.edits);
  return near[0]?.candidate ?? null;
}

/** Levenshtein's distance: letters inserted, left out or replaced. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

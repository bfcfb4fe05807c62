/** Who may ask: the holders of the token. */

import { createHash, timingSafeEqual } from "node:crypto";

/** Both sides are hashed, so that the comparison takes as long whatever was sent. Without a token nobody may. */
export function isAllowed(token: string | null, header: string | undefined): boolean {
  const given = header?.match(/^Bearer\s+(\S+)$/i)?.[1];
  if (token === null || given === undefined) return false;
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

/** A token opens one media stream, of its own call, once, within a minute. */

import assert from "node:assert/strict";
import { TokenBook } from "../../src/twilio/tokens.ts";

Deno.test("a token opens the stream of its call, once", () => {
  const book = new TokenBook();
  const token = book.mint("CA1", 0);
  assert.equal(book.redeem(token, "CA1", 100), "ok");
  assert.equal(book.redeem(token, "CA1", 200), "used");
});

Deno.test("a token of another call is refused, and stays good for its own", () => {
  const book = new TokenBook();
  const token = book.mint("CA1", 0);
  assert.equal(book.redeem(token, "CA2", 100), "foreign");
  assert.equal(book.redeem(token, "CA1", 200), "ok");
  assert.equal(book.redeem(token, "CA2", 300), "foreign", "a foreign call learns that a token was used");
});

Deno.test("a token lives for 60 s", () => {
  const book = new TokenBook();
  const [early, late] = [book.mint("CA1", 1_000), book.mint("CA2", 1_000)];
  assert.equal(book.redeem(early, "CA1", 60_999), "ok");
  assert.equal(book.redeem(late, "CA2", 61_000), "expired");
});

Deno.test("a token that was never minted is unknown", () => {
  const book = new TokenBook();
  const token = book.mint("CA1", 0);
  for (const wrong of ["", "x", token.slice(1), `${token} `, token.toUpperCase()]) {
    assert.equal(book.redeem(wrong, "CA1", 1), "unknown");
  }
});

Deno.test("two tokens of one call are two tokens", () => {
  const book = new TokenBook();
  const [first, second] = [book.mint("CA1", 0), book.mint("CA1", 0)];
  assert.notEqual(first, second);
  assert.equal(book.redeem(second, "CA1", 1), "ok");
  assert.equal(book.redeem(first, "CA1", 1), "ok");
});

Deno.test("a token is 256 random bits, in characters that a TwiML parameter takes", () => {
  const asked: number[] = [];
  const book = new TokenBook((bytes) => (asked.push(bytes), new Uint8Array(bytes).fill(0xfb)));
  assert.match(book.mint("CA1", 0), /^[A-Za-z0-9_-]{43}$/);
  assert.deepEqual(asked, [32]);
});

Deno.test("old tokens are forgotten when new ones are minted, a minute after they expired", () => {
  const book = new TokenBook();
  const token = book.mint("CA1", 0);
  book.mint("CA2", 119_999);
  assert.equal(book.redeem(token, "CA1", 119_999), "expired");
  book.mint("CA3", 120_000);
  assert.equal(book.redeem(token, "CA1", 120_000), "unknown");
});

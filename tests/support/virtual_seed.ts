/** Which seeds a simulation runs: its own, or the one that `SEED=n` names. */

/** `SEED`, when it is set and may be read. */
export function seedFromOutside(): number | null {
  const isAllowed = Deno.permissions.querySync({ name: "env", variable: "SEED" }).state === "granted";
  const seed = isAllowed ? Deno.env.get("SEED") : undefined;
  return seed === undefined ? null : Number(seed);
}

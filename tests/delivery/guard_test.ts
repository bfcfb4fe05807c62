import assert from "node:assert/strict";
import { guarded, isPublicAddress } from "../../src/delivery/guard.ts";

Deno.test("public addresses are public", () => {
  for (const address of ["8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8"]) {
    assert.equal(isPublicAddress(address), true, address);
  }
});

Deno.test("addresses of one's own network, of this machine and of no one are not, in any notation", () => {
  const addresses = [
    ...["127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254"],
    ...["100.64.0.1", "0.0.0.0", "0.1.2.3", "255.255.255.255", "224.0.0.1", "192.0.2.1", "198.18.0.1", "240.0.0.1"],
    ...["::1", "::", "fe80::1", "fd00::1", "fc00::1", "ff02::1", "2001:db8::1", "fec0::1"],
    ...["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1"],
    ...["64:ff9b::10.0.0.1", "64:ff9b::808:808", "2002:7f00:1::", "2001:0:7f00:1::"],
    ...["fe80::1%eth0", "", "localhost", "1.2.3", "not an address"],
  ];
  for (const address of addresses) assert.equal(isPublicAddress(address), false, address);
});

Deno.test("a URL is judged by every address that its name has, and they are what is connected to", async () => {
  const names: Record<string, string[]> = {
    "good.example": ["8.8.8.8", "2606:4700::1111"],
    "mixed.example": ["8.8.8.8", "10.0.0.1"],
    "inner.example": ["::ffff:127.0.0.1"],
  };
  const asked: string[] = [];
  const resolve = (name: string) => {
    asked.push(name);
    const addresses = names[name];
    return addresses === undefined ? Promise.reject(new Error("no such name")) : Promise.resolve(addresses);
  };
  const judge = (url: string) => guarded(new URL(url), resolve);
  assert.deepEqual(await judge("https://good.example/x"), {
    ok: true,
    host: "good.example",
    addresses: ["8.8.8.8", "2606:4700::1111"],
  });
  for (const name of ["mixed", "inner"]) {
    assert.deepEqual(await judge(`https://${name}.example/`), { ok: false, why: "private_address" });
  }
  assert.deepEqual(await judge("https://none.example/"), { ok: false, why: "unknown_name" });
  assert.deepEqual(asked, ["good.example", "mixed.example", "inner.example", "none.example"]);
});

Deno.test("an address that is written in a disguise is seen through", async () => {
  const nobody = () => Promise.reject(new Error("asked"));
  const disguises = [
    ...["https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.1/"],
    ...["https://[::ffff:7f00:1]/", "https://[::1]/", "https://127.0.0.1./"],
  ];
  for (const url of disguises) {
    assert.deepEqual(await guarded(new URL(url), nobody), { ok: false, why: "private_address" }, url);
  }
});

Deno.test("only https, and no userinfo", async () => {
  const somewhere = () => Promise.resolve(["8.8.8.8"]);
  assert.deepEqual(await guarded(new URL("http://good.example/"), somewhere), { ok: false, why: "not_https" });
  assert.deepEqual(await guarded(new URL("file:///etc/passwd"), somewhere), { ok: false, why: "not_https" });
  assert.deepEqual(await guarded(new URL("https://a:b@good.example/"), somewhere), { ok: false, why: "userinfo" });
});

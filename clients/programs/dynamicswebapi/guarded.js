// What a request is held to: users, duplicates, ETags and refusals.
"use strict";
const { randomUUID } = require("crypto");
const { Skip, has, refused, same } = require("../case");
const { api, env, test } = require("./client");

// Users

test("user by internalemailaddress", async () => {
  const want = await env.userRow(env.user);
  const rows = await api.retrieveMultiple({ collection: "systemusers", select: ["systemuserid"], filter: `internalemailaddress eq '${env.user}' and isdisabled eq false` });
  same(rows.value.map(r => r.systemuserid), [want.systemuserid]);
});

async function actsFor(request, user) {
  const id = await api.create({ collection: "contacts", data: { lastname: env.name() }, ...request });
  has(await env.get(`contacts(${id})`), { _createdby_value: user.systemuserid, _createdonbehalfby_value: (await env.get("WhoAmI")).UserId });
}

test("MSCRMCallerID", async () => {
  const user = await env.userRow(env.user);
  await actsFor({ impersonate: user.systemuserid }, user);
});

test("CallerObjectId", async () => {
  const user = await env.userRow(env.user);
  await actsFor({ impersonateAAD: user.azureactivedirectoryobjectid }, user);
});

test("duplicate detection", async () => {
  await env.need("lead");
  const data = { subject: env.name(), lastname: env.name(), emailaddress1: env.email() };
  await api.create({ collection: "leads", data, duplicateDetection: true });
  await api.create({ collection: "leads", data });
  let accepted = false;
  const attempt = api.create({ collection: "leads", data, duplicateDetection: true }).then(() => { accepted = true; });
  const result = await refused(attempt, 412, "0x80040333").catch(e => {
    if (accepted && !env.emulated) throw new Skip("no duplicate detection rule on the e-mail address of leads is published");
    throw e;
  });
  same((await env.get(`leads?$select=subject&$filter=emailaddress1 eq '${data.emailaddress1}'`)).value.length, 2);
  return result;
});

// ETags

// versioned makes a row and returns its id and ETag, as it was and no longer is if
// the row is to be changed.
async function versioned(change) {
  const key = await env.post("accounts", { name: env.name() });
  const etag = (await env.get(`accounts(${key})`))["@odata.etag"];
  if (change) await env.ok("PATCH", `accounts(${key})`, { fax: "1" });
  return { key, etag };
}

test("If-None-Match: the row is as it was", async () => {
  const { key, etag } = await versioned();
  const request = { collection: "accounts", key, select: ["fax"], ifnonematch: etag };
  const unchanged = await api.retrieve(request);
  same(unchanged == null || unchanged.fax === undefined, true, "nothing of a row that did not change");
  await env.ok("PATCH", `accounts(${key})`, { fax: "1" });
  has(await api.retrieve(request), { fax: "1" });
});

test("If-Match: update of the version known", async () => {
  const { key, etag } = await versioned();
  await api.update({ collection: "accounts", key, data: { fax: "1" }, ifmatch: etag });
  has(await env.get(`accounts(${key})`), { fax: "1" });
});

test("stale ETag, update", async () => {
  const { key, etag } = await versioned(true);
  const result = await refused(api.update({ collection: "accounts", key, data: { fax: "2" }, ifmatch: etag }), 412, "0x80060882");
  has(await env.get(`accounts(${key})`), { fax: "1" });
  return result;
});

test("stale ETag, delete", async () => {
  const { key, etag } = await versioned(true);
  const result = await refused(api.deleteRecord({ collection: "accounts", key, ifmatch: etag }), 412, "0x80060882");
  has(await env.get(`accounts(${key})`), { fax: "1" });
  return result;
});

test("create only, the row is there", async () => {
  const { key } = await versioned();
  const result = await refused(api.upsert({ collection: "accounts", key, data: { fax: "2" }, ifnonematch: "*" }), 412, "0x80040237");
  has(await env.get(`accounts(${key})`), { fax: null });
  return result;
});

test("update only, the row is absent", async () => {
  const key = randomUUID();
  const result = await refused(api.update({ collection: "accounts", key, data: { name: env.name() } }), 404, "0x80040217");
  await env.gone(`accounts(${key})`);
  return result;
});

// Refusals

test("unknown column in $select", () => refused(api.retrieveMultiple({ collection: "accounts", select: ["nothing"] }), 400, "0x0"));

test("unknown column in a body", async () => {
  const name = env.name();
  const result = await refused(api.create({ collection: "accounts", data: { name, nothing: "x" } }), 400, "0x80048d19");
  same((await env.get(`accounts?$select=name&$filter=name eq '${name}'`)).value, []);
  return result;
});

test("absent row", () => refused(api.retrieve({ collection: "accounts", key: randomUUID(), select: ["name"] }), 404, "0x80040217"));

test("absent alternate key", async () => refused(api.retrieve({ collection: "accounts", key: `${await env.key()}='${env.number()}'`, select: ["name"] }), 404, "0x80060891"));

test("alternate key taken", async () => {
  const key = await env.key(), value = env.number(), name = env.name();
  await env.post("accounts", { name: env.name(), [key]: value });
  const result = await refused(api.create({ collection: "accounts", data: { name, [key]: value } }), 412, "0x80060892");
  same((await env.get(`accounts?$select=name&$filter=name eq '${name}'`)).value, []);
  return result;
});

test("missing privilege", async () => {
  env.needEmulator("what the application user may not do is not known");
  const { UserId } = await env.get("WhoAmI");
  return refused(api.update({ collection: "systemusers", key: UserId, data: { title: "x" } }), 403, "0x80040220");
});

test("missing privilege of the user acted for", async () => {
  const user = await env.userRow(env.userWithoutRole), name = env.name();
  const result = await refused(api.create({ collection: "accounts", data: { name }, impersonate: user.systemuserid }), 403, "0x80042f09");
  same((await env.get(`accounts?$select=name&$filter=name eq '${name}'`)).value, []);
  return result;
});

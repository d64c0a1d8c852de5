// What is between rows.
"use strict";
const { has, same } = require("../case");
const { api, env, test } = require("./client");

test("associate and disassociate, 1:N", async () => {
  const primaryKey = await env.post("accounts", { name: env.name() });
  const relatedKey = await env.post("contacts", { lastname: env.name() });
  const request = { collection: "accounts", primaryKey, relationshipName: "contact_customer_accounts", relatedCollection: "contacts", relatedKey };
  await api.associate(request);
  has(await env.get(`contacts(${relatedKey})`), { _parentcustomerid_value: primaryKey });
  await api.disassociate(request);
  has(await env.get(`contacts(${relatedKey})`), { _parentcustomerid_value: null });
});

test("associate and disassociate, N:N", async () => {
  await env.need("lead");
  const primaryKey = await env.post("accounts", { name: env.name() });
  const relatedKey = await env.post("leads", { subject: env.name(), lastname: env.name() });
  const leads = async () => (await env.get(`accounts(${primaryKey})/accountleads_association?$select=leadid`)).value.map(r => r.leadid);
  const request = { collection: "accounts", primaryKey, relationshipName: "accountleads_association", relatedCollection: "leads", relatedKey };
  await api.associate(request);
  same(await leads(), [relatedKey]);
  await api.disassociate(request);
  same(await leads(), []);
});

test("associate and disassociate, lookup", async () => {
  const primaryKey = await env.post("accounts", { name: env.name() });
  const relatedKey = await env.post("contacts", { lastname: env.name() });
  await api.associateSingleValued({ collection: "accounts", primaryKey, navigationProperty: "primarycontactid", relatedCollection: "contacts", relatedKey });
  has(await env.get(`accounts(${primaryKey})`), { _primarycontactid_value: relatedKey });
  await api.disassociateSingleValued({ collection: "accounts", primaryKey, navigationProperty: "primarycontactid" });
  has(await env.get(`accounts(${primaryKey})`), { _primarycontactid_value: null });
});

test("create with a lookup by alternate key", async () => {
  const key = await env.key(), value = env.number();
  const parent = await env.post("accounts", { name: env.name(), [key]: value });
  const id = await api.create({ collection: "contacts", data: { lastname: env.name(), "parentcustomerid_account@odata.bind": `accounts(${key}='${value}')` } });
  has(await env.get(`contacts(${id})`), { _parentcustomerid_value: parent });
});

test("related rows by navigation property", async () => {
  const lastname = env.name();
  const key = await env.post("accounts", { name: env.name(), primarycontactid: { lastname }, contact_customer_accounts: [{ lastname: lastname + "b" }] });
  const request = { collection: "accounts", key, select: ["lastname"] };
  has(await api.retrieve({ ...request, navigationProperty: "primarycontactid" }), { lastname });
  const rows = await api.retrieve({ ...request, navigationProperty: "contact_customer_accounts" });
  same(rows.value.map(r => r.lastname), [lastname + "b"]);
});

test("one of the related rows, by its key", async () => {
  const lastname = env.name();
  const key = await env.post("accounts", { name: env.name(), contact_customer_accounts: [{ lastname }] });
  const { contactid } = (await env.get(`accounts(${key})/contact_customer_accounts?$select=contactid`)).value[0];
  const row = await api.retrieve({ collection: "accounts", key, navigationProperty: "contact_customer_accounts", navigationPropertyKey: contactid, select: ["lastname"] });
  has(row, { contactid, lastname });
});

test("references of related rows", async () => {
  const key = await env.post("accounts", { name: env.name(), primarycontactid: { lastname: env.name() } });
  const { _primarycontactid_value: id } = await env.get(`accounts(${key})`);
  has(await api.retrieve({ collection: "accounts", key, select: ["primarycontactid/$ref"] }), { id, collection: "contacts" });
});

// Many rows in a request; functions and actions.
"use strict";
const { randomUUID } = require("crypto");
const { has, refused, same } = require("../case");
const { api, env, test } = require("./client");

// Many rows in a request

// named finds the one account of a name.
async function named(name) {
  const rows = (await env.get(`accounts?$select=telephone1&$filter=name eq '${name}'`)).value;
  same(rows.length, 1, "rows of the name");
  return rows[0];
}

test("$batch", async () => {
  const name = env.name();
  const key = await env.post("accounts", { name });
  api.startBatch();
  api.retrieve({ collection: "accounts", key, select: ["name"] });
  api.create({ collection: "contacts", data: { lastname: env.name(), "parentcustomerid_account@odata.bind": `accounts(${key})` }, inChangeSet: false });
  api.retrieveMultiple({ collection: "accounts", select: ["name"], filter: `name eq '${name}'` });
  const [row, id, list] = await api.executeBatch();
  same([row.name, list.value.length], [name, 1]);
  has(await env.get(`contacts(${id})`), { _parentcustomerid_value: key });
});

test("change set", async () => {
  const names = [env.name(), env.name()];
  api.startBatch();
  for (const name of names) api.create({ collection: "accounts", data: { name } });
  const ids = await api.executeBatch();
  for (const [i, name] of names.entries()) has(await env.get(`accounts(${ids[i]})`), { name });
});

test("change set, undone as a whole", async () => {
  const name = env.name();
  api.startBatch();
  api.create({ collection: "accounts", data: { name } });
  api.create({ collection: "accounts", data: { nothing: 1 } });
  const result = await refused(api.executeBatch(), 400, "0x80048d19");
  same((await env.get(`accounts?$select=name&$filter=name eq '${name}'`)).value, []);
  return result;
});

test("Content-ID in a URL", async () => {
  const name = env.name();
  api.startBatch();
  api.create({ collection: "accounts", data: { name }, contentId: "1" });
  api.update({ contentId: "$1", data: { telephone1: "7" } });
  await api.executeBatch();
  has(await named(name), { telephone1: "7" });
});

test("Content-ID in @odata.bind", async () => {
  const name = env.name();
  api.startBatch();
  api.create({ collection: "accounts", data: { name }, contentId: "1" });
  api.create({ collection: "contacts", data: { lastname: name, "parentcustomerid_account@odata.bind": "$1" } });
  const [account, contact] = await api.executeBatch();
  has(await env.get(`contacts(${contact})`), { _parentcustomerid_value: account });
  same((await named(name)).accountid, account);
});

test("Content-ID in @odata.id", async () => {
  const primaryKey = await env.post("accounts", { name: env.name() });
  api.startBatch();
  api.create({ collection: "contacts", data: { lastname: env.name() }, contentId: "1" });
  api.associate({ collection: "accounts", primaryKey, relationshipName: "contact_customer_accounts", relatedKey: "$1" });
  const [contact] = await api.executeBatch();
  has(await env.get(`contacts(${contact})`), { _parentcustomerid_value: primaryKey });
});

test("odata.continue-on-error", async () => {
  const name = env.name();
  api.startBatch();
  api.retrieve({ collection: "accounts", key: randomUUID(), select: ["name"] });
  api.create({ collection: "accounts", data: { name }, inChangeSet: false });
  const parts = await api.executeBatch({ continueOnError: true }).catch(e => e);
  same([parts[0].status, parts[0].error.code], [404, "0x80040217"]);
  same((await named(name)).accountid, parts[1]);
});

const multiple = (actionName, targets) => api.callAction({
  collection: "accounts", actionName: "Microsoft.Dynamics.CRM." + actionName,
  action: { Targets: targets.map(t => ({ "@odata.type": "Microsoft.Dynamics.CRM.account", ...t })) },
});

test("CreateMultiple", async () => {
  const names = [env.name(), env.name()];
  const { Ids } = await multiple("CreateMultiple", names.map(name => ({ name })));
  for (const [i, name] of names.entries()) has(await env.get(`accounts(${Ids[i]})`), { name });
});

test("UpdateMultiple", async () => {
  const ids = [await env.post("accounts", { name: env.name() }), await env.post("accounts", { name: env.name() })];
  await multiple("UpdateMultiple", ids.map(accountid => ({ accountid, fax: accountid.slice(0, 8) })));
  for (const id of ids) has(await env.get(`accounts(${id})`), { fax: id.slice(0, 8) });
});

test("UpsertMultiple", async () => {
  const key = await env.key(), values = [env.number(), env.number()];
  const old = await env.post("accounts", { name: env.name(), [key]: values[0] });
  await multiple("UpsertMultiple", values.map(v => ({ "@odata.id": `accounts(${key}='${v}')`, name: env.name(), fax: "9" })));
  has(await env.get(`accounts(${old})`), { fax: "9" });
  has(await env.get(`accounts(${key}='${values[1]}')`), { fax: "9" });
});

// Functions and actions

test("bound function", async () => {
  const { UserId } = await env.get("WhoAmI");
  const answer = await api.callFunction({ collection: "systemusers", key: UserId, name: "Microsoft.Dynamics.CRM.RetrieveUserPrivileges" });
  const names = answer.RolePrivileges.map(p => p.PrivilegeName);
  same(["prvCreateAccount", "prvReadContact"].every(n => names.includes(n)), true, "privileges that this run needs");
});

test("unbound action", async () => {
  await env.need("opportunity");
  const id = await env.post("opportunities", { name: env.name() });
  await api.callAction({ actionName: "WinOpportunity", action: { Status: 3, OpportunityClose: { subject: env.name(), "opportunityid@odata.bind": `opportunities(${id})` } } });
  has(await env.get(`opportunities(${id})`), { statecode: 1, statuscode: 3 });
});

test("BulkDelete", async () => {
  const id = await env.post("accounts", { name: env.name() });
  const Conditions = [{ AttributeName: "accountid", Operator: "In", Values: [{ Value: id, Type: "System.Guid" }] }];
  const answer = await api.callAction({
    actionName: "BulkDelete", action: {
      JobName: env.name(), SendEmailNotification: false, ToRecipients: [], CCRecipients: [], RecurrencePattern: "", StartDateTime: "2026-01-01T00:00:00Z",
      QuerySet: [{ EntityName: "account", Criteria: { FilterOperator: "And", Conditions } }],
    },
  });
  same(answer.JobId.length, 36, "length of the job's id");
  await env.goneSoon(`accounts(${id})`);
});

test("action bound to a row", async () => {
  env.needEmulator("the custom action is the emulator's own");
  const key = await env.post("contacts", { lastname: env.name() }), subject = env.name();
  const note = await api.callAction({ collection: "contacts", key, actionName: "Microsoft.Dynamics.CRM.new_AddNoteToContact", action: { NoteTitle: subject, NoteText: "text" } });
  has(await env.get(`annotations(${note.annotationid})`), { subject, _objectid_value: key });
});

test("action bound to a collection", async () => {
  env.needEmulator("the custom action is the emulator's own");
  const TerritoryName = env.name();
  const answer = await api.callAction({ collection: "leads", actionName: "Microsoft.Dynamics.CRM.new_AssignTerritory", action: { TerritoryName } });
  has(await env.get(`tasks(${answer.TaskId})`), { subject: "Assign leads to territory " + TerritoryName });
});

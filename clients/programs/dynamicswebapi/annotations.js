// What is told of values beside them.
"use strict";
const { has, same } = require("../case");
const { api, env, test } = require("./client");

const FORMATTED = "@OData.Community.Display.V1.FormattedValue";
const NAVIGATION = "@Microsoft.Dynamics.CRM.associatednavigationproperty", TABLE = "@Microsoft.Dynamics.CRM.lookuplogicalname";

test("annotations of a row", async () => {
  const name = env.name();
  const parent = await env.post("accounts", { name });
  const id = await env.post("contacts", { lastname: env.name(), gendercode: 2, "parentcustomerid_account@odata.bind": `/accounts(${parent})` });
  const row = await api.retrieve({ collection: "contacts", key: id, select: ["gendercode", "_parentcustomerid_value", "jobtitle"], includeAnnotations: "*" });
  has(row, { gendercode: 2, gendercode_Formatted: "Female", jobtitle: null, jobtitle_Formatted: undefined });
  has(row, { _parentcustomerid_value_Formatted: name, _parentcustomerid_value_NavigationProperty: "parentcustomerid_account", _parentcustomerid_value_LogicalName: "account" });
});

test("annotations of a list", async () => {
  const name = env.name();
  await env.post("accounts", { name, accountcategorycode: 2, creditonhold: true });
  const request = { collection: "accounts", select: ["accountcategorycode", "creditonhold", "_ownerid_value"], filter: `name eq '${name}'` };
  const list = await api.retrieveMultiple({ ...request, count: true, includeAnnotations: "*" });
  const [row] = list.value;
  has(list, { "@odata.count": 1, "@Microsoft.Dynamics.CRM.totalrecordcount": 1, "@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded": false });
  has(row, { ["accountcategorycode" + FORMATTED]: "Standard", ["creditonhold" + FORMATTED]: "Yes" });
  has(row, { ["_ownerid_value" + NAVIGATION]: "ownerid", ["_ownerid_value" + TABLE]: "systemuser" });
  const [formatted] = (await api.retrieveMultiple({ ...request, includeAnnotations: "OData.*" })).value;
  has(formatted, { ["creditonhold" + FORMATTED]: "Yes", ["_ownerid_value" + NAVIGATION]: undefined });
});

test("annotations, return=representation", async () => {
  const data = { name: env.name(), numberofemployees: 9500 };
  const row = await api.create({ collection: "accounts", data, select: ["numberofemployees", "statuscode"], returnRepresentation: true, includeAnnotations: "OData.Community.Display.V1.FormattedValue" });
  has(row, { numberofemployees: 9500, ["statuscode" + FORMATTED]: "Active" });
  same(row["numberofemployees" + FORMATTED].replace(/\D/g, ""), "9500");
});

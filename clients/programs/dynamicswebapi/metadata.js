// Tables and columns.
"use strict";
const { has, same } = require("../case");
const { api, connection, env, test } = require("./client");

test("tables", async () => {
  const { value } = await api.retrieveEntities({ select: ["LogicalName", "EntitySetName"], filter: "LogicalName eq 'account' or LogicalName eq 'contact'" });
  same(Object.fromEntries(value.map(r => [r.LogicalName, r.EntitySetName])), { account: "accounts", contact: "contacts" });
  // By the names of tables, the client looks up the entity sets of all of them.
  const byTable = api.initializeInstance({ ...connection, useEntityNames: true });
  const lastname = env.name();
  const id = await byTable.create({ collection: "contact", data: { lastname } });
  has(await env.get(`contacts(${id})`), { lastname });
});

test("one table", async () => {
  const row = await api.retrieveEntity({ key: "LogicalName='account'", select: ["SchemaName", "EntitySetName", "PrimaryIdAttribute", "PrimaryNameAttribute"] });
  has(row, { SchemaName: "Account", EntitySetName: "accounts", PrimaryIdAttribute: "accountid", PrimaryNameAttribute: "name" });
});

test("tables, without $select", async () => {
  const row = (await api.retrieveEntities({ filter: "LogicalName eq 'account'" })).value[0];
  has(row, { SchemaName: "Account", EntitySetName: "accounts", PrimaryIdAttribute: "accountid", PrimaryNameAttribute: "name", IsCustomEntity: false, ObjectTypeCode: 1 });
  same(row.DisplayName.UserLocalizedLabel.Label, "Account");
  has(await api.retrieveEntity({ key: row.MetadataId }), row);
});

test("columns", async () => {
  const { value } = await api.retrieveAttributes({ entityKey: "LogicalName='account'", select: ["LogicalName"], filter: "AttributeType eq Microsoft.Dynamics.CRM.AttributeTypeCode'Money'" });
  same(value.some(r => r.LogicalName === "revenue"), true, "revenue among the columns of money");
});

test("one column", async () => {
  const row = await api.retrieveAttribute({ entityKey: "LogicalName='account'", attributeKey: "LogicalName='name'", select: ["LogicalName", "AttributeType"] });
  has(row, { LogicalName: "name", AttributeType: "String" });
});

test("columns, without $select", async () => {
  const { value } = await api.retrieveAttributes({ entityKey: "LogicalName='account'" });
  has(value.find(r => r.LogicalName === "emailaddress1"), { "@odata.type": "#Microsoft.Dynamics.CRM.StringAttributeMetadata", SchemaName: "EMailAddress1", AttributeType: "String", MaxLength: 100 });
  const one = await api.retrieveAttribute({ entityKey: "LogicalName='account'", attributeKey: "LogicalName='primarycontactid'" });
  has(one, { AttributeType: "Lookup", Targets: ["contact"], IsValidForUpdate: true });
});

test("columns of a table, $expand", async () => {
  const table = await api.retrieveEntity({
    key: "LogicalName='account'", select: ["LogicalName"],
    expand: [{ property: "Attributes", select: ["LogicalName"], filter: "AttributeType eq Microsoft.Dynamics.CRM.AttributeTypeCode'Picklist'" }],
  });
  const names = table.Attributes.map(r => r.LogicalName);
  same([names.includes("industrycode"), names.includes("name")], [true, false]);
});

test("length of a text column", async () => {
  const row = await api.retrieveAttribute({ entityKey: "LogicalName='account'", attributeKey: "LogicalName='name'", castType: "Microsoft.Dynamics.CRM.StringAttributeMetadata", select: ["MaxLength"] });
  same(row.MaxLength, 160);
});

test("typed columns, RetrieveMetadataChanges", async () => {
  const only = name => ({ Conditions: [{ PropertyName: "LogicalName", ConditionOperator: "Equals", Value: { Type: "System.String", Value: name } }] });
  const Query = {
    Properties: { PropertyNames: ["LogicalName", "Attributes"] }, Criteria: only("account"),
    AttributeQuery: { Properties: { PropertyNames: ["LogicalName", "MaxLength"] }, Criteria: only("name") },
  };
  const answer = await api.callFunction({ name: "RetrieveMetadataChanges", parameters: { Query } });
  has(answer.EntityMetadata[0].Attributes[0], { LogicalName: "name", MaxLength: 160 });
});

test("choices and their labels", async () => {
  const { value } = await api.retrieveAttributes({
    entityKey: "LogicalName='account'", castType: "Microsoft.Dynamics.CRM.PicklistAttributeMetadata", select: ["LogicalName"], expand: [{ property: "OptionSet", select: ["Options"] }],
  });
  const { Options } = value.find(r => r.LogicalName === "accountcategorycode").OptionSet;
  same(Options.map(o => [o.Value, o.Label.LocalizedLabels[0].Label]), [[1, "Preferred Customer"], [2, "Standard"]]);
  const hold = await api.retrieveAttribute({
    entityKey: "LogicalName='account'", attributeKey: "LogicalName='creditonhold'", castType: "Microsoft.Dynamics.CRM.BooleanAttributeMetadata", expand: [{ property: "OptionSet" }],
  });
  same([hold.OptionSet.FalseOption.Label.UserLocalizedLabel.Label, hold.OptionSet.TrueOption.Label.UserLocalizedLabel.Label], ["No", "Yes"]);
});

test("alternate keys", async () => {
  const key = await env.key();
  const table = await api.retrieveEntity({ key: "LogicalName='account'", select: ["LogicalName"], expand: [{ property: "Keys", select: ["KeyAttributes"] }] });
  same(table.Keys.some(k => String(k.KeyAttributes) === key), true, "the key among those of accounts");
});

test("relationships", async () => {
  await env.need("lead");
  const row = await api.retrieveRelationship({ key: "SchemaName='accountleads_association'" });
  same(row.RelationshipType, "ManyToManyRelationship");
  const { value } = await api.retrieveRelationships({
    castType: "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata", select: ["ReferencingEntity"], filter: "SchemaName eq 'contact_customer_accounts'",
  });
  same(value.map(r => r.ReferencingEntity), ["contact"]);
});

test("$metadata", async () => {
  const text = await api.retrieveCsdlMetadata();
  same(text.includes('<EntityType Name="account"') && text.includes('EntitySet Name="accounts"'), true, "account in the document");
});

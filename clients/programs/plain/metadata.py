"""Tables and columns."""
import json

from case import has, same

from .client import case, env, ok, send


@case("tables")
def _():
    rows = ok(send("GET", "EntityDefinitions", params={"$select": "LogicalName,EntitySetName", "$filter": "LogicalName eq 'account' or LogicalName eq 'contact'"}), 200).json()["value"]
    same({r["LogicalName"]: r["EntitySetName"] for r in rows}, {"account": "accounts", "contact": "contacts"})


@case("one table")
def _():
    row = ok(send("GET", "EntityDefinitions(LogicalName='account')?$select=SchemaName,EntitySetName,PrimaryIdAttribute,PrimaryNameAttribute"), 200).json()
    has(row, {"SchemaName": "Account", "EntitySetName": "accounts", "PrimaryIdAttribute": "accountid", "PrimaryNameAttribute": "name"})


@case("columns")
def _():
    rows = ok(send("GET", "EntityDefinitions(LogicalName='account')/Attributes", params={"$select": "LogicalName", "$filter": "AttributeType eq Microsoft.Dynamics.CRM.AttributeTypeCode'Money'"}), 200).json()["value"]
    same("revenue" in {r["LogicalName"] for r in rows}, True, "revenue among the columns of money")


@case("one column")
def _():
    row = ok(send("GET", "EntityDefinitions(LogicalName='account')/Attributes(LogicalName='name')?$select=LogicalName,AttributeType"), 200).json()
    has(row, {"LogicalName": "name", "AttributeType": "String", "@odata.type": "#Microsoft.Dynamics.CRM.StringAttributeMetadata"})


@case("length of a text column")
def _():
    row = ok(send("GET", "EntityDefinitions(LogicalName='account')/Attributes(LogicalName='name')/Microsoft.Dynamics.CRM.StringAttributeMetadata?$select=MaxLength"), 200).json()
    same(row["MaxLength"], 160)


@case("choices and their labels")
def _():
    rows = ok(send("GET", "EntityDefinitions(LogicalName='account')/Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options)"), 200).json()["value"]
    options = next(r for r in rows if r["LogicalName"] == "accountcategorycode")["OptionSet"]["Options"]
    same({o["Value"]: o["Label"]["LocalizedLabels"][0]["Label"] for o in options}, {1: "Preferred Customer", 2: "Standard"})


@case("alternate keys")
def _():
    key = env.key()
    rows = ok(send("GET", "EntityDefinitions(LogicalName='account')/Keys"), 200).json()["value"]
    same([key] in [r["KeyAttributes"] for r in rows], True, "the key among those of accounts")


@case("relationships")
def _():
    row = ok(send("GET", "EntityDefinitions(LogicalName='account')/OneToManyRelationships", params={"$filter": "SchemaName eq 'contact_customer_accounts'"}), 200).json()["value"][0]
    has(row, {"ReferencingEntity": "contact", "ReferencingAttribute": "parentcustomerid", "ReferencedEntity": "account"})
    env.need("lead")
    row = ok(send("GET", "RelationshipDefinitions(SchemaName='accountleads_association')"), 200).json()
    same(row["RelationshipType"], "ManyToManyRelationship")


@case("$metadata")
def _():
    text = ok(send("GET", "$metadata", Accept="application/xml"), 200).text
    same('<EntityType Name="account"' in text and 'EntitySet Name="accounts"' in text, True, "account in the document")


@case("typed columns, RetrieveMetadataChanges")
def _():
    def only(name):
        return {"Conditions": [{"PropertyName": "LogicalName", "ConditionOperator": "Equals", "Value": {"Type": "System.String", "Value": name}}]}

    query = {
        "Properties": {"PropertyNames": ["LogicalName", "Attributes"]}, "Criteria": only("account"),
        "AttributeQuery": {"Properties": {"PropertyNames": ["LogicalName", "MaxLength"]}, "Criteria": only("name")},
    }
    answer = ok(send("GET", "RetrieveMetadataChanges(Query=@p1)", params={"@p1": json.dumps(query)}), 200).json()
    has(answer["EntityMetadata"][0]["Attributes"][0], {"LogicalName": "name", "MaxLength": 160})

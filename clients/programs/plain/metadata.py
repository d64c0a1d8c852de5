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


@case("tables, without $select")
def _():
    row = ok(send("GET", "EntityDefinitions", params={"$filter": "LogicalName eq 'account'"}), 200).json()["value"][0]
    has(row, {"SchemaName": "Account", "EntitySetName": "accounts", "PrimaryIdAttribute": "accountid", "PrimaryNameAttribute": "name", "IsCustomEntity": False, "ObjectTypeCode": 1})
    same(row["DisplayName"]["UserLocalizedLabel"]["Label"], "Account")
    has(ok(send("GET", f"EntityDefinitions({row['MetadataId']})"), 200).json(), row)


@case("columns")
def _():
    rows = ok(send("GET", "EntityDefinitions(LogicalName='account')/Attributes", params={"$select": "LogicalName", "$filter": "AttributeType eq Microsoft.Dynamics.CRM.AttributeTypeCode'Money'"}), 200).json()["value"]
    same("revenue" in {r["LogicalName"] for r in rows}, True, "revenue among the columns of money")


@case("one column")
def _():
    row = ok(send("GET", "EntityDefinitions(LogicalName='account')/Attributes(LogicalName='name')?$select=LogicalName,AttributeType"), 200).json()
    has(row, {"LogicalName": "name", "AttributeType": "String", "@odata.type": "#Microsoft.Dynamics.CRM.StringAttributeMetadata"})


@case("columns, without $select")
def _():
    rows = {r["LogicalName"]: r for r in ok(send("GET", "EntityDefinitions(LogicalName='account')/Attributes"), 200).json()["value"]}
    has(rows["emailaddress1"], {"@odata.type": "#Microsoft.Dynamics.CRM.StringAttributeMetadata", "SchemaName": "EMailAddress1", "AttributeType": "String", "MaxLength": 100})
    has(rows["primarycontactid"], {"AttributeType": "Lookup", "Targets": ["contact"], "IsValidForUpdate": True})
    has(ok(send("GET", "EntityDefinitions(LogicalName='account')/Attributes(LogicalName='emailaddress1')"), 200).json(), rows["emailaddress1"])


@case("columns of a table, $expand")
def _():
    picklists = "Attributes($select=LogicalName;$filter=AttributeType eq Microsoft.Dynamics.CRM.AttributeTypeCode'Picklist')"
    row = ok(send("GET", "EntityDefinitions(LogicalName='account')", params={"$select": "LogicalName", "$expand": picklists}), 200).json()
    names = {r["LogicalName"] for r in row["Attributes"]}
    same(("industrycode" in names, "name" in names), (True, False))


@case("length of a text column")
def _():
    row = ok(send("GET", "EntityDefinitions(LogicalName='account')/Attributes(LogicalName='name')/Microsoft.Dynamics.CRM.StringAttributeMetadata?$select=MaxLength"), 200).json()
    same(row["MaxLength"], 160)


@case("choices and their labels")
def _():
    rows = ok(send("GET", "EntityDefinitions(LogicalName='account')/Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options)"), 200).json()["value"]
    options = next(r for r in rows if r["LogicalName"] == "accountcategorycode")["OptionSet"]["Options"]
    same({o["Value"]: o["Label"]["LocalizedLabels"][0]["Label"] for o in options}, {1: "Preferred Customer", 2: "Standard"})
    path = "EntityDefinitions(LogicalName='account')/Attributes(LogicalName='accountcategorycode')/Microsoft.Dynamics.CRM.PicklistAttributeMetadata/OptionSet"
    same([o["Value"] for o in ok(send("GET", path + "?$select=Options"), 200).json()["Options"]], [1, 2])


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

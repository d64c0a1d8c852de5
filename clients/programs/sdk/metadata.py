"""Tables and columns."""
from case import has, same

from .client import case, client, env, is_async, wait


@case("tables")
def _():
    rows = wait(client.tables.list(filter="LogicalName eq 'account' or LogicalName eq 'contact'", select=["LogicalName", "EntitySetName"]))
    same({r["LogicalName"]: r["EntitySetName"] for r in rows}, {"account": "accounts", "contact": "contacts"})


@case("one table")
def _():
    row = wait(client.tables.get("Account"))
    same((row.schema_name, row.entity_set_name, row.primary_id_attribute, row.primary_name_attribute), ("Account", "accounts", "accountid", "name"))
    same(wait(client.tables.get("nothing_here")), None)


@case("tables, without $select")
def _():
    rows = {r["LogicalName"]: r for r in wait(client.tables.list())}
    has(rows["account"], {"SchemaName": "Account", "EntitySetName": "accounts", "PrimaryIdAttribute": "accountid", "PrimaryNameAttribute": "name", "IsCustomEntity": False, "ObjectTypeCode": 1})
    same(rows["account"]["DisplayName"]["UserLocalizedLabel"]["Label"], "Account")
    rows = wait(client.tables.list(filter="startswith(SchemaName, 'Acco')"))
    same("account" in {r["LogicalName"] for r in rows}, True, "account among the tables by its beginning")


@case("columns")
def _():
    rows = wait(client.tables.list_columns("account", select=["LogicalName"], filter="AttributeType eq Microsoft.Dynamics.CRM.AttributeTypeCode'Money'"))
    same("revenue" in {r["LogicalName"] for r in rows}, True, "revenue among the columns of money")
    if not is_async:  # which lacks these helpers
        same({"accountid", "name"} <= set(client.query.odata_select("account")), True, "columns to select")


@case("one column")
def _():
    row = wait(client.tables.get_column("account", "name", select=["LogicalName", "AttributeType"]))
    has(row, {"LogicalName": "name", "AttributeType": "String"})
    same(wait(client.tables.get_column("account", "nothing_here", select=["LogicalName"])), None)


@case("columns, without $select")
def _():
    rows = {r["LogicalName"]: r for r in wait(client.tables.list_columns("account"))}
    has(rows["emailaddress1"], {"SchemaName": "EMailAddress1", "AttributeType": "String", "MaxLength": 100})
    has(wait(client.tables.get_column("account", "primarycontactid")), {"AttributeType": "Lookup", "Targets": ["contact"], "IsValidForUpdate": True})


@case("typed columns, RetrieveMetadataChanges")
def _():
    row = wait(client.tables.get_column("account", "name", typed=True, select=["LogicalName", "AttributeType", "MaxLength"]))
    has(row, {"LogicalName": "name", "AttributeType": "String", "MaxLength": 160})
    rows = {r["LogicalName"]: r for r in wait(client.tables.list_columns("account", typed=True))}
    has(rows["emailaddress1"], {"SchemaName": "EMailAddress1", "MaxLength": 100})
    same(rows["numberofemployees"]["MinValue"] <= 0 < rows["numberofemployees"]["MaxValue"], True, "range of numberofemployees")


@case("choices and their labels")
def _():
    # The client asks for them to turn the texts of a row into numbers.
    id = wait(client.records.create("account", {"name": env.name(), "accountcategorycode": "preferred customer"}))
    has(env.get(f"accounts({id})"), {"accountcategorycode": 1})


@case("alternate keys")
def _():
    key = env.key()
    rows = wait(client.tables.get_alternate_keys("account"))
    same(([key], "Active") in [(r.key_attributes, r.status) for r in rows], True, "the key among those of accounts")


@case("relationships")
def _():
    rows = wait(client.tables.list_table_relationships("account", filter="SchemaName eq 'contact_customer_accounts'"))
    has(rows[0], {"ReferencingEntity": "contact", "ReferencingAttribute": "parentcustomerid", "ReferencedEntity": "account"})
    if not is_async:
        same(client.query.odata_expand("contact", "account"), "parentcustomerid_account")
    env.need("lead")
    same(wait(client.tables.get_relationship("accountleads_association")).relationship_schema_name, "accountleads_association")
    rows = wait(client.tables.list_relationships(filter="SchemaName eq 'accountleads_association'", select=["SchemaName", "RelationshipType"]))
    same(rows[0]["RelationshipType"], "ManyToManyRelationship")

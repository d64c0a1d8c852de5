package csdl_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/csdl"
)

// document is a short document in the form of a real one.
const document = `<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
  <edmx:Reference Uri="http://vocabularies.odata.org/OData.Community.Keys.V1.xml"><edmx:Include Namespace="OData.Community.Keys.V1" Alias="Keys"/></edmx:Reference>
  <edmx:DataServices>
    <Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm" xmlns="http://docs.oasis-open.org/odata/ns/edm">
      <EntityType Name="crmbaseentity" Abstract="true"/>
      <EntityType Name="account" BaseType="mscrm.crmbaseentity" OpenType="true">
        <Key><PropertyRef Name="accountid"/></Key>
        <Property Name="accountid" Type="Edm.Guid"/>
        <Property Name="name" Type="Edm.String" MaxLength="160" Nullable="false" Unicode="false"/>
        <Property Name="createdon" Type="Edm.DateTimeOffset"><Annotation Term="Org.OData.Core.V1.Permissions"><EnumMember>Org.OData.Core.V1.PermissionType/Read</EnumMember></Annotation></Property>
        <NavigationProperty Name="primarycontactid" Type="Microsoft.Dynamics.CRM.contact" Partner="account_primary_contact"><ReferentialConstraint Property="_primarycontactid_value" ReferencedProperty="contactid"/></NavigationProperty>
        <NavigationProperty Name="Account_Tasks" Type="Collection(mscrm.task)" Partner="regardingobjectid_account_task"/>
        <Annotation Term="OData.Community.Keys.V1.AlternateKeys"><Collection><Record Type="OData.Community.Keys.V1.AlternateKey"><PropertyValue Property="Key"><Collection>
          <Record Type="OData.Community.Keys.V1.PropertyRef"><PropertyValue Property="Alias" String="name"/><PropertyValue Property="Name" PropertyPath="name"/></Record>
        </Collection></PropertyValue></Record></Collection></Annotation>
      </EntityType>
      <ComplexType Name="Label"><Property Name="Text" Type="Edm.String"/></ComplexType>
      <EnumType Name="AccessRights" IsFlags="true"><Member Name="None" Value="0"/><Member Name="Read" Value="1"/></EnumType>
      <Action Name="new_Do" IsBound="true"><Parameter Name="entity" Type="mscrm.account" Nullable="false"/><Parameter Name="Rights" Type="Collection(mscrm.AccessRights)"/><ReturnType Type="mscrm.Label"/></Action>
      <Function Name="WhoAmI"><ReturnType Type="mscrm.Label"/></Function>
      <EntityContainer Name="System">
        <EntitySet Name="accounts" EntityType="Microsoft.Dynamics.CRM.account"><NavigationPropertyBinding Path="primarycontactid" Target="contacts"/></EntitySet>
        <FunctionImport Name="WhoAmI" Function="Microsoft.Dynamics.CRM.WhoAmI"/>
      </EntityContainer>
    </Schema>
  </edmx:DataServices>
</edmx:Edmx>`

func TestRead(t *testing.T) {
	got, err := csdl.Read(strings.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	want := &csdl.Document{
		EntityTypes: []csdl.Type{
			{Name: "crmbaseentity", Abstract: true, Line: 6},
			{
				Name: "account", Base: "crmbaseentity", Open: true, Key: []string{"accountid"}, Line: 7,
				Properties: []csdl.Property{
					{Name: "accountid", Type: "Edm.Guid", Line: 9},
					{Name: "name", Type: "Edm.String", MaxLength: 160, NotNull: true, Line: 10},
					{Name: "createdon", Type: "Edm.DateTimeOffset", ReadOnly: true, Line: 11},
				},
				Navigations: []csdl.Navigation{
					{Name: "primarycontactid", Target: "contact", Partner: "account_primary_contact", Column: "_primarycontactid_value", Line: 12},
					{Name: "Account_Tasks", Target: "task", Collection: true, Partner: "regardingobjectid_account_task", Line: 13},
				},
				AlternateKeys: [][]string{{"name"}},
			},
		},
		ComplexTypes: []csdl.Type{{Name: "Label", Properties: []csdl.Property{{Name: "Text", Type: "Edm.String", Line: 18}}, Line: 18}},
		EnumTypes:    []csdl.Enum{{Name: "AccessRights", Members: []csdl.Member{{Name: "None"}, {Name: "Read", Value: 1}}, Line: 19}},
		Actions: []csdl.Operation{{
			Name: "new_Do", Bound: true, Returns: "Label", Line: 20,
			Parameters: []csdl.Property{{Name: "entity", Type: "account", NotNull: true, Line: 20}, {Name: "Rights", Type: "Collection(AccessRights)", Line: 20}},
		}},
		Functions: []csdl.Operation{{Name: "WhoAmI", Returns: "Label", Line: 21}},
		Sets:      []csdl.Set{{Name: "accounts", Type: "account", Bindings: map[string]string{"primarycontactid": "contacts"}, Line: 23}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Read (-want +got):\n%s", diff)
	}
}

func TestReadRefuses(t *testing.T) {
	edit := func(from, to string) string {
		if !strings.Contains(document, from) {
			t.Fatalf("the document has no %s", from)
		}
		return strings.Replace(document, from, to, 1)
	}
	for name, tt := range map[string]struct{ document, want string }{
		"nothing":              {"", "it names no entity set"},
		"not xml":              {"{}", "it names no entity set"},
		"html":                 {"<html>\n<body><p></body>", "line 2: html: element <p> closed by </body>"},
		"a part":               {document[:strings.Index(document, "<Annotation Term=\"OData.Comm")], "line 14: EntityType account: unexpected EOF"},
		"no set":               {edit("<EntitySet ", "<Singleton "), "line 23: Singleton accounts: "},
		"document type":        {edit("?>", `?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>`), "line 1: it has a document type declaration"},
		"an entity":            {edit(`"accountid"/>`, `"&a;"/>`), "line 8: EntityType account: invalid character entity &a;"},
		"type without a name":  {edit(`ComplexType Name="Label"`, "ComplexType"), "line 18: ComplexType: Name is missing"},
		"hostile name":         {edit(`Property Name="name"`, `Property Name="na me(1)"`), `line 10: EntityType account, Property: Name: "na me(1)" is no identifier of OData`},
		"property without":     {edit(` Type="Edm.Guid"`, ""), "line 9: EntityType account, Property accountid: Type is missing"},
		"property of no type":  {edit("Edm.Guid", "Collection(Edm.Guid"), `line 9: EntityType account, Property accountid: Type: "Collection(Edm.Guid" is no type`},
		"property twice":       {edit(`Name="createdon"`, `Name="name"`), "line 11: EntityType account, Property name: it is declared twice"},
		"navigation of none":   {edit("Microsoft.Dynamics.CRM.contact", "x..y"), `line 12: EntityType account, NavigationProperty primarycontactid: Type: "x..y" is no type`},
		"navigation twice":     {edit(`Name="Account_Tasks"`, `Name="primarycontactid"`), "line 13: EntityType account, NavigationProperty primarycontactid: it is declared twice"},
		"type twice":           {edit(`EntityType Name="crmbaseentity"`, `EntityType Name="account"`), "line 7: EntityType account: it is declared twice"},
		"neither true nor":     {edit(`Abstract="true"`, `Abstract="maybe"`), `line 6: EntityType crmbaseentity: Abstract: "maybe" is neither true nor false`},
		"enum value":           {edit(`Value="1"`, `Value="one"`), `line 19: EnumType AccessRights: member 2: "one" is no whole number`},
		"bound by nothing":     {edit(`<Function Name="WhoAmI">`, `<Function Name="WhoAmI" IsBound="true">`), "line 21: Function WhoAmI: it is bound, and has no parameter to be bound by"},
		"set of no type":       {edit(` EntityType="Microsoft.Dynamics.CRM.account"`, ""), "line 23: EntitySet accounts: EntityType is missing"},
		"parameter of no type": {edit("Collection(mscrm.AccessRights)", "Collection(Collection(Edm.Guid))"), "line 20: Action new_Do, Parameter Rights: Type: "},
	} {
		_, err := csdl.Read(strings.NewReader(tt.document))
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
		if _, ok := errors.AsType[*csdl.Error](err); !ok {
			t.Errorf("%s: %T, want an *Error", name, err)
		}
	}
}

// endless is a document that never ends.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	e.read += len(p)
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestReadBounds(t *testing.T) {
	e := &endless{}
	if _, err := csdl.Read(e); err == nil || !strings.Contains(err.Error(), "more than 67108864 bytes") || e.read > csdl.MaxDocument+1<<20 {
		t.Errorf("Read = %v after %d bytes", err, e.read)
	}
	broken := errors.New("the disk is on fire")
	if _, err := csdl.Read(io.MultiReader(strings.NewReader(document[:100]), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("Read = %v, want what the reader said", err)
	}
}

// FuzzRead reads any document. It does not panic, and an error names its place.
func FuzzRead(f *testing.F) {
	f.Add([]byte(document))
	f.Add([]byte(`<Schema><EntityType Name="a" BaseType="m.a"><Key><PropertyRef Name="id"/></Key><Property Name="b" Type="Collection("/></EntityType><EntitySet Name="as" EntityType="m.a"/></Schema>`))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := csdl.Read(strings.NewReader(string(text)))
		if err == nil {
			if len(d.Sets) == 0 {
				t.Error("a document without an entity set")
			}
			return
		}
		if _, ok := errors.AsType[*csdl.Error](err); !ok || strings.ContainsAny(err.Error(), "\r\n\x00\x1b") {
			t.Errorf("Read = %q", err)
		}
	})
}

package schema

import "strings"

// schemaNames are the schema names of columns of Microsoft's own tables, by logical name.
// The logical name is the schema name in lower case.
var schemaNames = bySmallLetters(`
	AccessMode AccountCategoryCode AccountId AccountNumber ActivityId ActualCloseDate ActualDurationMinutes ActualEnd ActualRevenue ActualValue
	Address1_City Address1_Country Address1_Latitude Address1_Line1 Address1_Line2 Address1_Longitude Address1_PostalCode Address1_StateOrProvince
	AnnotationId ApplicationId AzureActiveDirectoryObjectId BirthDate BudgetAmount BusinessUnitId Category CloseProbability CompanyName ContactId
	CreatedBy CreatedOn CreatedOnBehalfBy CreditLimit CreditOnHold CurrencyName CurrencySymbol CustomerId CustomerTypeCode DeletedState Description
	DivisionName DomainName DoNotEMail EMailAddress1 EstimatedCloseDate EstimatedValue Fax FirstName FullName GenderCode IndustryCode
	InternalEMailAddress IsDefault IsDisabled IsDocument ISOCurrencyCode JobTitle LanguageCode LastName LastOnHoldTime LeadId LeadQualityCode
	LeadSourceCode MiddleName MobilePhone ModifiedBy ModifiedOn ModifiedOnBehalfBy Name NoteText NumberOfEmployees ObjectId OpportunityId
	OpportunityRatingCode OrganizationId OriginatingLeadId OwnerId OwningBusinessUnit ParentAccountId ParentBusinessUnitId ParentContactId
	ParentCustomerId PartitionId PercentComplete PrimaryContactId PrimaryObjectTypeCode PriorityCode PrivilegeDepthMask PrivilegeId
	RegardingObjectId Revenue RoleId RolePrivilegeId ScheduledEnd ScheduledStart SdkMessageFilterId SdkMessageId StateCode StatusCode StepName
	Subject SystemUserId TeamId TeamType Telephone1 Title TransactionCurrencyId TTLInSeconds VersionNumber WebSiteURL
`)

func bySmallLetters(names string) map[string]string {
	m := map[string]string{}
	for _, name := range strings.Fields(names) {
		m[strings.ToLower(name)] = name
	}
	return m
}

// SchemaName is the name of the column with its capitals. The name of a custom column is
// guessed.
func (c *Column) SchemaName() string {
	if c.schemaName != "" {
		return c.schemaName
	}
	if name := schemaNames[c.Name]; name != "" {
		return name
	}
	return capitalize(c.Name)
}

// FullSchemaName is the name of the table with its capitals. It is guessed if the schema
// has no such name.
func (t *Table) FullSchemaName() string {
	if t.SchemaName != "" {
		return t.SchemaName
	}
	return capitalize(t.Name)
}

// capitalize makes the first letter a capital. In a name with a publisher's prefix, it is
// the first letter after the prefix.
func capitalize(name string) string {
	prefix, rest, custom := strings.Cut(name, "_")
	if custom && rest != "" {
		return prefix + "_" + strings.ToUpper(rest[:1]) + rest[1:]
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// NameColumn is the column with the name of a row; nil if the table has no such column.
func (t *Table) NameColumn() any {
	for _, name := range []string{t.PrimaryName, "fullname", "name", "subject"} {
		if c := t.Columns[name]; c != nil && c.Kind == KindString {
			return name
		}
	}
	return nil
}

package dynamicstest

import "strings"

// schemaNames are those of the columns of Microsoft's own tables that the schema has,
// by logical name, which is the same in small letters.
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

// schemaName is the name of the column with its capitals, which of a custom column
// is guessed.
func (c *column) schemaName() string {
	if name := schemaNames[c.name]; name != "" {
		return name
	}
	return capitalize(c.name)
}

// schemaName is the name of the table with its capitals, which of a table without
// one of its own in the schema is guessed.
func (t *table) schemaName() string {
	if t.SchemaName != "" {
		return t.SchemaName
	}
	return capitalize(t.Name)
}

// capitalize makes the first letter large, that behind a publisher's prefix if there
// is one.
func capitalize(name string) string {
	prefix, rest, custom := strings.Cut(name, "_")
	if custom && rest != "" {
		return prefix + "_" + strings.ToUpper(rest[:1]) + rest[1:]
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

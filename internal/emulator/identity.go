package emulator

// The identities and rows of the embedded schema.json, for tests and sample events. Only
// this emulator knows them.
const (
	// TenantID is the tenant of the token endpoint.
	TenantID = "7e4a4700-0000-4000-8000-000000000001"
	// ClientID is the client id of the application, and the applicationid of
	// its application user.
	ClientID = "c1ea7000-0000-4000-8000-00000000c1d1"
	// ClientSecret is the client secret of the application until [Emulator.SetClientSecret].
	ClientSecret = "emulated~client.secret-1"
	// AdminClientID and AdminClientSecret belong to a second application. Its
	// application user is a System Administrator.
	AdminClientID     = "c1ea7000-0000-4000-8000-00000000ad31"
	AdminClientSecret = "emulated~client.secret-2"
	// SecretARN and SecretName name the same secret of Secrets Manager.
	SecretARN  = "arn:aws:secretsmanager:us-east-1:123456789012:secret:" + SecretName + "-a1B2c3"
	SecretName = "dynamicstest/dataverse"

	// OrganizationID and BusinessUnitID are the organization and its root
	// business unit.
	OrganizationID = "0f0d9c3a-7b51-4d0e-9c54-3a5f1b6f0001"
	BusinessUnitID = "0f0d9c3a-7b51-4d0e-9c54-3a5f1b6f0002"
	// CurrencyID is the base currency. A row with a money column gets it.
	CurrencyID = "0f0d9c3a-7b51-4d0e-9c54-3a5f1b6f0003"

	// AdministratorRoleID has every privilege. Only the administrator's
	// application user has the role.
	AdministratorRoleID = "5a1de000-0000-4000-8000-000000000001"
	// SyncRoleID has the privileges for a one-way sync: all rights on the sales tables, and
	// the right to read users, teams and business units.
	SyncRoleID = "5a1de000-0000-4000-8000-000000000002"
	// DelegateRoleID has prvActOnBehalfOfAnotherUser.
	DelegateRoleID = "5a1de000-0000-4000-8000-000000000003"
	// SalespersonRoleID works on accounts, contacts, leads, tasks and notes,
	// but cannot create opportunities and deletes nothing.
	SalespersonRoleID = "5a1de000-0000-4000-8000-000000000004"

	// ApplicationUserID is the systemuserid of the application user, who has
	// the sync and delegate roles.
	ApplicationUserID = "7e5b1c00-0000-4000-8000-000000000001"
	// AdminUserID is the systemuserid of the administrator's application user.
	AdminUserID = "7e5b1c00-0000-4000-8000-000000000002"

	// Ana is an enabled salesperson.
	AnaID       = "7e5b1c00-0000-4000-8000-0000000000a1"
	AnaObjectID = "0b1ec700-0000-4000-8000-0000000000a1"
	AnaEmail    = "ana@contoso.example"
	// Ben is a disabled salesperson.
	BenID       = "7e5b1c00-0000-4000-8000-0000000000b1"
	BenObjectID = "0b1ec700-0000-4000-8000-0000000000b1"
	BenEmail    = "ben@contoso.example"
	// Cleo and Dan are enabled salespersons who share DeskEmail.
	CleoID    = "7e5b1c00-0000-4000-8000-0000000000c1"
	DanID     = "7e5b1c00-0000-4000-8000-0000000000d1"
	DeskEmail = "desk@contoso.example"
	// Eve is enabled and has no role.
	EveID    = "7e5b1c00-0000-4000-8000-0000000000e1"
	EveEmail = "eve@contoso.example"

	// One row each of the sales tables. The contact and the opportunity
	// belong to the account.
	AccountID     = "acc00000-0000-4000-8000-000000000001"
	AccountNumber = "CT-1000"
	ContactID     = "c0417ac7-0000-4000-8000-000000000001"
	ContactEmail  = "yvonne@contoso.example"
	LeadID        = "1ead0000-0000-4000-8000-000000000001"
	OpportunityID = "0bb00000-0000-4000-8000-000000000001"
)

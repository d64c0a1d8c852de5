package dynamics

// ofUsers are the codes of users, and of signing in at Dataverse.
func ofUsers() []Explanation {
	return []Explanation{
		// The application user, and the user acted for.
		{"0x80072560", "UserNotMemberOfOrg", Misconfigured, "the application is no user of this environment", "make the application a user of this environment, with a security role", runAppUser},
		{"0x80040225", "UserNotEnabled", Misconfigured, "the user is disabled, or in no business unit", "enable the application user, in a business unit", runAppUser},
		{"0x80042f09", "UserNotAssignedRoles", Misconfigured, "the user has no security role", "give the application user a security role", runAppUser},
		{"0x8004d24b", "UserNotAssignedLicense", Misconfigured, "the user has no licence", "check that the application's user is an application user, which needs none", runAppUser},
		{"0x8004a110", "CannotActOnBehalfOfAnotherUser", Rejected, "the application user may not act for others", "give its role prvActOnBehalfOfAnotherUser, then redrive", runAppUser},
		{"0x8004f511", "DuplicateApplicationUser", Rejected, "there is an application user for this application already", "use the one there is", runWhoami},
		{"0x80041d48", "ApplicationUserCannotBeUpdated", Rejected, "an application user's own columns do not change", "change it in the Power Platform admin center", ""},
		{"0x80041d49", "ApplicationNotRegisteredWithDeployment", Rejected, "the application is not registered with this environment", "consent to the application in its tenant, then make it a user", "dynctl setup consent-url"},
		{"0x8004140d", "RoleOfAnotherBusinessUnit", Rejected, "the role is of another business unit than the user", "use a role of the user's business unit", runAppUser},

		// Signing in at Dataverse.
		{"0x80044302", "RequestIsNotAuthenticated", Misconfigured, "Dataverse does not take the token", "check serviceRootUrl and tenantId in the secret: they must be of one environment", runDoctor},
		{"0x8005f101", "AccessTokenExpired", Misconfigured, "Dataverse takes a new token for an expired one", "check the clock, and serviceRootUrl in the secret", runDoctor},
		{"0x8004a101", "ExpiredAuthTicket", Misconfigured, "Dataverse takes a new token for an expired one", "check the clock, and serviceRootUrl in the secret", runDoctor},
		{"0x80041d52", "ExpiredOAuthToken", Misconfigured, "Dataverse takes a new token for an expired one", "check the clock, and serviceRootUrl in the secret", runDoctor},
		{"0x8004a112", "SystemUserDisabled", Misconfigured, "the user that the token is of was disabled", "enable the application user", runAppUser},
		{"0x80072559", "AADError", Misconfigured, "Dataverse could not check the application at Microsoft Entra ID", "check that the application is in the tenant of the environment", runDoctor},
	}
}

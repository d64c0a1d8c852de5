package advice

// ofUsers returns the explanations of the codes of users, and of the sign-in at
// Dataverse.
func ofUsers() []entry {
	return []entry{
		// The application user, and the user acted for.
		{"0x80072560", "the application is no user of this environment", "make the application a user of this environment, with a security role", runAppUser},
		{"0x80040225", "the user is disabled, or in no business unit", "enable the application user, in a business unit", runAppUser},
		{"0x80042f09", "the user has no security role", "give the application user a security role", runAppUser},
		{"0x8004d24b", "the user has no licence", "check that the application's user is an application user, which needs none", runAppUser},
		{"0x8004a110", "the application user may not act for others", "give its role prvActOnBehalfOfAnotherUser, then redrive", runImpersonate},
		{"0x8004f511", "there is an application user for this application already", "use the one there is", runWhoami},
		{"0x80041d48", "an application user's own columns do not change", "change it in the Power Platform admin center", ""},
		{"0x80041d49", "the application is not registered with this environment", "consent to the application in its tenant, then make it a user", runConsent},
		{"0x8004140d", "the role is of another business unit than the user", "use a role of the user's business unit", runAppUser},

		// Signing in at Dataverse.
		{"0x80044302", "Dataverse does not take the token", "check serviceRootUrl and tenantId in the secret: they must be of one environment", runDoctor},
		{"0x8005f101", "Dataverse takes a new token for an expired one", "check the clock, and serviceRootUrl in the secret", runDoctor},
		{"0x8004a101", "Dataverse takes a new token for an expired one", "check the clock, and serviceRootUrl in the secret", runDoctor},
		{"0x80041d52", "Dataverse takes a new token for an expired one", "check the clock, and serviceRootUrl in the secret", runDoctor},
		{"0x8004a112", "the user that the token is of was disabled", "enable the application user", runAppUser},
		{"0x80072559", "Dataverse could not check the application at Microsoft Entra ID", "check that the application is in the tenant of the environment", runDoctor},
	}
}

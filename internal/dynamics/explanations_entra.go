package dynamics

// ofEntra are the codes of Microsoft Entra ID.
func ofEntra() []Explanation {
	return []Explanation{
		// Signing in at Microsoft Entra ID: the client secret and other credentials.
		{"AADSTS7000215", "", Misconfigured, "the client secret is wrong", "put the value of the client secret, not its id, into the secret", runSecret},
		{"AADSTS7000222", "", Misconfigured, "the client secret has expired", "make a new client secret in Entra ID and put it into the secret", runSecret},
		{"AADSTS7000218", "", Misconfigured, "no client secret was sent", "put the client secret into the secret", runSecret},
		{"AADSTS700027", "", Misconfigured, "the client assertion is not signed by a registered certificate", "put a client secret into the secret", runSecret},
		{"AADSTS700030", "", Misconfigured, "the certificate's subject is not the one registered", "put a client secret into the secret", runSecret},
		{"AADSTS700024", "", Misconfigured, "the client assertion is used before or after its time", "check the clock, or put a client secret into the secret", runSecret},
		// The records of federated identities. For minutes after one was made Microsoft
		// Entra ID may not know it yet, and answers alike: the messages wait all the same.
		{"AADSTS70021", "", Misconfigured, "the application has no record of a federated identity, or it was made minutes ago", "make the record, or put a client secret into the secret", runSecret},
		{"AADSTS700211", "", Misconfigured, "no record of a federated identity has this issuer, or it was made minutes ago", "correct the issuer of the record, or put a client secret into the secret", runSecret},
		{"AADSTS700212", "", Misconfigured, "no record of a federated identity has this audience, or it was made minutes ago", "correct the audience of the record, or put a client secret into the secret", runSecret},
		{"AADSTS7002121", "", Misconfigured, "no record of a federated identity has this audience, or it was made minutes ago", "correct the audience of the record, or put a client secret into the secret", runSecret},
		{"AADSTS700213", "", Misconfigured, "no record of a federated identity has this subject, or it was made minutes ago", "correct the subject of the record, in its case, or put a client secret into the secret", runSecret},
		{"AADSTS700222", "", Misconfigured, "a token of Microsoft Entra ID stands for a federated identity, which it may not", "put a client secret into the secret", runSecret},
		{"AADSTS7002131", "", Misconfigured, "no federated identity fits", "put a client secret into the secret", runSecret},

		// The application, the tenant, the environment, the policies.
		{"AADSTS700016", "", Misconfigured, "the application is not in this tenant", "register the application in the tenant of the secret, enable it, and check clientId", "dynctl setup consent-url"},
		{"AADSTS7000112", "", Misconfigured, "the application is disabled", "register the application in the tenant of the secret, enable it, and check clientId", ""},
		{"AADSTS70001", "", Misconfigured, "the application is not in this tenant, or disabled", "register the application in the tenant of the secret, enable it, and check clientId", "dynctl setup consent-url"},
		{"AADSTS90002", "", Misconfigured, "there is no such tenant", "correct tenantId in the secret", runSecret},
		{"AADSTS500011", "", Misconfigured, "the tenant knows no environment at this address", "correct serviceRootUrl in the secret: no such environment in the tenant", runSecret},
		{"AADSTS70011", "", Misconfigured, "the scope is not valid", "correct serviceRootUrl in the secret: no such environment in the tenant", runSecret},
		{"AADSTS53003", "", Misconfigured, "a conditional access policy says no", "let the policy take the application, from AWS's addresses", ""},
		{"AADSTS53000", "", Misconfigured, "a conditional access policy wants a managed device", "let the policy take the application, from AWS's addresses", ""},
		{"AADSTS53001", "", Misconfigured, "a conditional access policy wants a device of the domain", "let the policy take the application, from AWS's addresses", ""},
		{"AADSTS53011", "", Misconfigured, "the sign-in is blocked for its risk", "dismiss the risk of the application in Entra ID", ""},
		{"AADSTS50173", "", Misconfigured, "the grant was revoked", "sign in anew; put a client secret into the secret", runSecret},
		{"AADSTS530034", "", Misconfigured, "a conditional access policy says no", "let the policy take the application, from AWS's addresses", ""},
		{"AADSTS650052", "", Misconfigured, "the tenant has not subscribed to Dataverse", "check that the tenant is the environment's", ""},

		// What passes at Microsoft Entra ID.
		{"AADSTS90012", "", Unavailable, "the sign-in took too long", itWaits, ""},
		{"AADSTS90024", "", Unavailable, "the sign-in took too long", itWaits, ""},
		{"AADSTS90033", "", Unavailable, "a part of Microsoft Entra ID is not available", itWaits, ""},
		{"AADSTS90055", "", Unavailable, "the tenant signs in too often", itWaits, ""},
		{"AADSTS90090", "", Unavailable, "a part of Microsoft Entra ID is not available", itWaits, ""},
		{"AADSTS90091", "", Unavailable, "a part of Microsoft Entra ID is not available", itWaits, ""},
		{"AADSTS50196", "", Unavailable, "too many sign-ins in a short time", itWaits, ""},
	}
}

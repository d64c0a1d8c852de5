package advice

// ofEntra returns the explanations of the codes of Microsoft Entra ID.
func ofEntra() []entry {
	return []entry{
		// Signing in at Microsoft Entra ID: the client secret and other credentials.
		{"AADSTS7000215", "the client secret is wrong", "put the value of the client secret, not its id, into the secret", runSecret},
		{"AADSTS7000222", "the client secret has expired", "make a new client secret in Entra ID and put it into the secret", runSecret},
		{"AADSTS7000218", "no client secret was sent", "put the client secret into the secret", runSecret},
		// A client assertion, and the certificate that it is signed for.
		{"AADSTS700021", "the client assertion is of another application", "correct ClientId", runCertificate},
		{"AADSTS700023", "the client assertion is for another token endpoint", "correct TenantId and AuthorityHost", runCertificate},
		{"AADSTS700024", "the client assertion is used before or after its time", "check the clock of the machine that signs in", runDoctor},
		{"AADSTS700027", "the client assertion has no valid signature: no certificate of the application has this thumbprint, it has expired, or another key signed", "upload the certificate of the key to the application, and correct CertificateThumbprint", runCertificate},
		{"AADSTS700030", "the certificate's subject is not the one registered", "upload the certificate of the key to the application", runCertificate},
		// Federated identity credentials.
		{"AADSTS70021", "Microsoft Entra ID does not know the federated identity credential yet, or no credential fits", "wait some minutes after the credential was made; if it lasts, compare the credential with the output of the command", runFederation},
		{"AADSTS70025", "the application has no federated identity credential", "make the credential", runFederation},
		{"AADSTS700211", "no federated identity credential of the application has the issuer of the token, or it was made minutes ago", "correct the issuer of the credential: each AWS account has its own", runFederation},
		{"AADSTS700212", "no federated identity credential of the application has the audience of the token, or it was made minutes ago", "correct the audience of the credential", runFederation},
		{"AADSTS7002121", "no federated identity credential of the application has the audience of the token, or it was made minutes ago", "correct the audience of the credential", runFederation},
		{"AADSTS700213", "no federated identity credential of the application has the subject of the token, or it was made minutes ago", "correct the subject of the credential: it is the ARN of the role that signs in, which changes when the role is replaced", runFederation},
		{"AADSTS7002131", "no flexible federated identity credential fits the token", "make a credential with issuer, subject and audience", runFederation},
		{"AADSTS7002138", "the subject of the federated identity credential differs from the token in upper and lower case", "correct the subject of the credential, in its case", runFederation},
		{"AADSTS700222", "the token is of Microsoft Entra ID, which takes no token of its own here", "make a credential for the issuer of the AWS account", runFederation},

		// The application, the tenant, the environment, the policies.
		{"AADSTS700016", "the application is not in this tenant", "register the application in the tenant of the secret, enable it, and check clientId", runConsent},
		{"AADSTS7000112", "the application is disabled", "register the application in the tenant of the secret, enable it, and check clientId", ""},
		{"AADSTS70001", "the application is not in this tenant, or disabled", "register the application in the tenant of the secret, enable it, and check clientId", runConsent},
		{"AADSTS90002", "there is no such tenant", "correct tenantId in the secret, or TenantId", runSecret + " --tenant TENANT"},
		{"AADSTS500011", "the tenant knows no environment at this address", "correct serviceRootUrl in the secret, or ServiceRootUrl: no such environment in the tenant", runSecret + " --org ORG"},
		{"AADSTS70011", "the scope is not valid", "correct serviceRootUrl in the secret, or ServiceRootUrl: no such environment in the tenant", runSecret + " --org ORG"},
		{"AADSTS53003", "a conditional access policy says no", "let the policy take the application, from AWS's addresses", ""},
		{"AADSTS53000", "a conditional access policy wants a managed device", "let the policy take the application, from AWS's addresses", ""},
		{"AADSTS53001", "a conditional access policy wants a device of the domain", "let the policy take the application, from AWS's addresses", ""},
		{"AADSTS53011", "the sign-in is blocked for its risk", "dismiss the risk of the application in Entra ID", ""},
		{"AADSTS50173", "the grant was revoked", "sign in anew; put a client secret into the secret", runSecret},
		{"AADSTS530034", "a conditional access policy says no", "let the policy take the application, from AWS's addresses", ""},
		{"AADSTS650052", "the tenant has not subscribed to Dataverse", "check that the tenant is the environment's", ""},

		// Failures of Microsoft Entra ID that pass without help.
		{"AADSTS90012", "the sign-in took too long", itWaits, ""},
		{"AADSTS90024", "the sign-in took too long", itWaits, ""},
		{"AADSTS90033", "a part of Microsoft Entra ID is not available", itWaits, ""},
		{"AADSTS90055", "the tenant signs in too often", itWaits, ""},
		{"AADSTS90090", "a part of Microsoft Entra ID is not available", itWaits, ""},
		{"AADSTS90091", "a part of Microsoft Entra ID is not available", itWaits, ""},
		{"AADSTS50196", "too many sign-ins in a short time", itWaits, ""},
	}
}

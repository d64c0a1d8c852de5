package errorcode

import "sns-dynamics/internal/operation"

// codesOfEntra returns the codes of Microsoft Entra ID, which have no names.
func codesOfEntra() []Code {
	return []Code{
		// Signing in at Microsoft Entra ID: the client secret and other credentials.
		{"AADSTS7000215", "", operation.Misconfigured},
		{"AADSTS7000222", "", operation.Misconfigured},
		{"AADSTS7000218", "", operation.Misconfigured},
		// A client assertion, and the certificate that it is signed for.
		{"AADSTS700021", "", operation.Misconfigured},
		{"AADSTS700023", "", operation.Misconfigured},
		{"AADSTS700024", "", operation.Misconfigured},
		{"AADSTS700027", "", operation.Misconfigured},
		{"AADSTS700030", "", operation.Misconfigured},
		// Federated identity credentials. AADSTS70021 is the response of a server of
		// Microsoft Entra ID that does not know a new credential yet.
		{"AADSTS70021", "", operation.Unavailable},
		{"AADSTS70025", "", operation.Misconfigured},
		{"AADSTS700211", "", operation.Misconfigured},
		{"AADSTS700212", "", operation.Misconfigured},
		{"AADSTS7002121", "", operation.Misconfigured},
		{"AADSTS700213", "", operation.Misconfigured},
		{"AADSTS7002131", "", operation.Misconfigured},
		{"AADSTS7002138", "", operation.Misconfigured},
		{"AADSTS700222", "", operation.Misconfigured},
		// The application, the tenant, the environment, the policies.
		{"AADSTS700016", "", operation.Misconfigured},
		{"AADSTS7000112", "", operation.Misconfigured},
		{"AADSTS70001", "", operation.Misconfigured},
		{"AADSTS90002", "", operation.Misconfigured},
		{"AADSTS500011", "", operation.Misconfigured},
		{"AADSTS70011", "", operation.Misconfigured},
		{"AADSTS53003", "", operation.Misconfigured},
		{"AADSTS53000", "", operation.Misconfigured},
		{"AADSTS53001", "", operation.Misconfigured},
		{"AADSTS53011", "", operation.Misconfigured},
		{"AADSTS50173", "", operation.Misconfigured},
		{"AADSTS530034", "", operation.Misconfigured},
		{"AADSTS650052", "", operation.Misconfigured},
		// Failures of Microsoft Entra ID that pass without help.
		{"AADSTS90012", "", operation.Unavailable},
		{"AADSTS90024", "", operation.Unavailable},
		{"AADSTS90033", "", operation.Unavailable},
		{"AADSTS90055", "", operation.Unavailable},
		{"AADSTS90090", "", operation.Unavailable},
		{"AADSTS90091", "", operation.Unavailable},
		{"AADSTS50196", "", operation.Unavailable},
	}
}

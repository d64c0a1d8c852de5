package errorcode

import "sns-dynamics/internal/operation"

// codesOfUsers returns the codes of users, and of the sign-in at Dataverse.
func codesOfUsers() []Code {
	return []Code{
		// The application user, and the user acted for.
		{"0x80072560", "UserNotMemberOfOrg", operation.Misconfigured},
		{"0x80040225", "UserNotEnabled", operation.Misconfigured},
		{"0x80042f09", "UserNotAssignedRoles", operation.Misconfigured},
		{"0x8004d24b", "UserNotAssignedLicense", operation.Misconfigured},
		{"0x8004a110", "CannotActOnBehalfOfAnotherUser", operation.Rejected},
		{"0x8004f511", "DuplicateApplicationUser", operation.Rejected},
		{"0x80041d48", "ApplicationUserCannotBeUpdated", operation.Rejected},
		{"0x80041d49", "ApplicationNotRegisteredWithDeployment", operation.Rejected},
		{"0x8004140d", "RoleOfAnotherBusinessUnit", operation.Rejected},
		// Signing in at Dataverse.
		{"0x80044302", "RequestIsNotAuthenticated", operation.Misconfigured},
		{"0x8005f101", "AccessTokenExpired", operation.Misconfigured},
		{"0x8004a101", "ExpiredAuthTicket", operation.Misconfigured},
		{"0x80041d52", "ExpiredOAuthToken", operation.Misconfigured},
		{"0x8004a112", "SystemUserDisabled", operation.Misconfigured},
		{"0x80072559", "AADError", operation.Misconfigured},
	}
}

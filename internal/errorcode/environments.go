package errorcode

import "sns-dynamics/internal/operation"

// codesOfEnvironments returns the codes of a whole environment.
func codesOfEnvironments() []Code {
	return []Code{
		{"0x80095ffe", "IPAddressBlocked", operation.Misconfigured},
		// No document has this code; it was reported with the sentence of app access control.
		{"0x80095ffc", "AppAccessRestricted", operation.Misconfigured},
		{"0x80095ffd", "CookieIPMismatch", operation.Misconfigured},
		{"0x8004a104", "OrganizationDisabled", operation.Misconfigured},
		{"0x8004a113", "UserDoesNotHaveAdminOnlyModePermissions", operation.Misconfigured},
		{"0x80044507", "UserDoesNotHaveAccessToTheTenant", operation.Misconfigured},
		{"0x80072325", "AzureSqlDatabaseStorageQuotaExceededError", operation.Misconfigured},
		{"0x8004b057", "CrmLiveAddOnAddStorageLimitReached", operation.Misconfigured},
		{"0x8004415c", "LicenseTrialExpired", operation.Misconfigured},
		{"0x8004415d", "LicenseRegistrationExpired", operation.Misconfigured},
	}
}

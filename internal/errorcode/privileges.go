package errorcode

import "sns-dynamics/internal/operation"

// codesOfPrivileges returns the codes that are known to name a missing privilege of the
// user that a request acts as. The message asked for what the user may not do, so the
// class is [operation.Rejected]. A 403 with any other code is a refusal by the environment and
// says nothing about the message.
//
// The first four codes and the codes of secured columns are documented to come with
// status 403. The others are the codes of Microsoft's list that name a privilege of a
// user for an operation that a message can ask for. In that list 0x80040521 and
// 0x80040522 have each other's text: both are about work queues.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors
// and https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
func codesOfPrivileges() []Code {
	return []Code{
		{"0x80040220", "PrivilegeDenied", operation.Rejected},
		{"0x80048306", "AccessDenied", operation.Rejected},
		{"0x80040231", "PrincipalPrivilegeDenied", operation.Rejected},
		{"0x80048405", "AccessDenied", operation.Rejected},
		{"0x80040204", "InvalidUserAuth", operation.Rejected},
		{"0x80040277", "UnauthorizedAccess", operation.Rejected},
		{"0x8004020d", "InvalidAccessRights", operation.Rejected},
		{"0x8004049e", "InvalidPrincipal", operation.Rejected},
		{"0x800404bb", "InvalidPrivilegeDepth", operation.Rejected},
		{"0x8004ed43", "CannotAddOrActonBehalfAnotherUserPrivilege", operation.Rejected},
		// Secured columns.
		{"0x8004f502", "AttributePrivilegeCreateIsMissing", operation.Rejected},
		{"0x8004f503", "AttributePermissionUpdateIsMissingDuringShare", operation.Rejected},
		{"0x8004f504", "AttributePermissionReadIsMissing", operation.Rejected},
		{"0x8004f506", "QueryContainedSecuredAttributeWithoutAccess", operation.Rejected},
		{"0x8004f507", "AttributePermissionUpdateIsMissingDuringUpdate", operation.Rejected},
		{"0x8004f50d", "AttributePrivilegeInvalidToUnsecure", operation.Rejected},
		// Privileges of only some tables and actions.
		{"0x80055000", "CannotSetCaseOnHold", operation.Rejected},
		{"0x80055002", "NoPrivilegeToApplyManualSLA", operation.Rejected},
		{"0x80055004", "CannotSetEntityOnHold", operation.Rejected},
		{"0x80060851", "CannotSetEntitlementTermsDecrementBehavior", operation.Rejected},
		{"0x80045301", "MergeSecurityError", operation.Rejected},
		{"0x80040520", "InsufficientPrivilegeToQueueOwner", operation.Rejected},
		{"0x80040521", "NoPrivilegeToWorker", operation.Rejected},
		{"0x80040522", "CannotAddQueueItemsToInactiveQueue", operation.Rejected},
		{"0x8004050d", "LeadUserCannotReject", operation.Rejected},
		{"0x8004480d", "UserDoesNotHaveSendAsAllowed", operation.Rejected},
		{"0x8004480f", "UserDoesNotHaveSendAsForQueue", operation.Rejected},
		{"0x80081018", "CannotQualifyLead", operation.Rejected},
		{"0x80048342", "TargetUserInsufficientPrivileges", operation.Rejected},
		{"0x8004e027", "RollupFieldNoWriteAccess", operation.Rejected},
	}
}

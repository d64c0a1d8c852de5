package dynamics

// explanations is every code that a message or a set-up can come to see, in the
// order of their subjects. What is decided by code anywhere is decided here.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
// and https://learn.microsoft.com/entra/identity-platform/reference-error-codes
// and https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
func explanations() []Explanation {
	const (
		doctor   = "dynctl doctor"
		appUser  = "dynctl setup app-user"
		secret   = "dynctl setup secret"
		validate = "dynctl validate --online"
		redrive  = "dynctl dlq redrive --where code="
		whoami   = "dynctl whoami"
		trace    = "dynctl trace"
		waits    = "nothing: the message is tried again by itself"
	)
	return []Explanation{
		// What the function itself finds out.
		{"rejected", "", Rejected, "the message can never succeed as it stands", "read its reason; publish a corrected message and purge this one, or change what it refers to and redrive", validate},
		{"unavailable", "", Unavailable, "Dataverse, Microsoft Entra ID or AWS did not do its part", waits + ", for at least 24 hours", doctor},
		{"misconfigured", "", Misconfigured, "the message is fine, the set-up has to be mended", "mend what the fix of its log line names; messages wait meanwhile", doctor},
		{"waiting", "", Waiting, "a row that the message needs is not there yet", "nothing, if the row is on its way: the message is tried again for PatienceMinutes, then rejected", trace},
		{"unknown", "", Unknown, "an action was sent and no answer came: it may have run", "look in Dynamics whether it ran; redrive it if not, purge it if so", "dynctl dlq redrive --include-actions --where class=unknown"},
		{"decode", "", Rejected, "the message is not one of version 1", "correct the field named; check messages before they are published", "dynctl validate"},
		{"email", "", Rejected, "the email address of /impersonate is not that of exactly one enabled user", "correct the address, enable the user, or use systemUserId or objectId", redrive + "email"},
		{"sequence", "", Rejected, "the column of /sequence does not order changes: it holds something else, or of another kind, or keeps fewer digits after the point", "use a column of its own, of type Big or Text, that nobody else writes", validate},
		{"sequence-row", "", Rejected, "there is no row to update: an update with a sequence never creates one", "publish an upsert; if the row has come since, redrive", redrive + "sequence-row"},
		{"conflict", "", Rejected, "the row of a create is there, and no delivery of this message made it: another writer did, or this application before the message was published", "if its data is to be in that row, publish an upsert or update; else publish with another id or key, and purge this one", ""},
		{"primary-key", "", Rejected, "data names another row by its primary key than the message does", "leave the primary key out of data, and name the row by id", validate},
		{"definitions", "", Misconfigured, "the application user may not read the definitions of tables, which batches need and creates with related rows", "give its role prvReadEntity", appUser},
		{"partition", "", Rejected, "the row of that id is in another partition of its elastic table", "name the row by its primary key and partitionid in key, or the partition in data; then publish that, and purge this one", ""},
		{"elastic", "", Rejected, "the batch holds an elastic table, which takes no part in a change set", "publish the operations on elastic tables by themselves, and the others as a batch", validate},
		{"secret", "", Misconfigured, "the credentials cannot be read from Secrets Manager", "let the function read the secret of DYNAMICS_SECRET_ARN, and put the credentials' JSON into it", secret},
		{"too-long", "", Rejected, "the answer is longer than this program reads", "read less at a time", ""},
		{"foreign", "", Misconfigured, "something in front of Dataverse answered, such as a firewall, or no environment is there", "check serviceRootUrl in the secret, and the environment's IP firewall", doctor},
		{"impersonated", "", Rejected, "the user of /impersonate is disabled or has no role", "enable the user of /impersonate and give them a role, or name another; then redrive", ""},
		{"sign-in", "", Misconfigured, "Microsoft Entra ID gives no token, by a code that is not in this table", "check tenantId, clientId, clientSecret, serviceRootUrl and authorityHost in the secret", doctor},
		{"refused", "", Misconfigured, "Dataverse, or a proxy, refuses the function, by a code that is not in this table", "check serviceRootUrl and authorityHost in the secret, and the application user in Dynamics", doctor},

		// What puts a letter into the dead-letter queue besides the function.
		{"lambda", "", Unavailable, "the function could not say what became of the message", "look in its log, mend that, then redrive", trace},
		{"subscription", "", Misconfigured, "SNS could not reach the function or the queue: it was missing, or its permission was", "put the stack in order, then redrive", doctor},
		{"queue", "", Unavailable, "it was tried for at least 24 hours, and the outage, or the set-up to mend, lasted", "look in the log for the class and the error of its tries; redrive when the cause is gone", trace},
		{"stray", "", Rejected, "nothing of this system wrote it: no envelope, no record of Lambda's, and no redrive policy moved it here", "find out who sends to this queue; export it if it matters, and purge it", ""},

		// What Lambda says of an event that it gave up.
		{"RetriesExhausted", "", Unavailable, "the function failed three times without saying what became of the message: out of memory or time, no start, or no queue to hand it to", "look in its log, mend that, then redrive", trace},
		{"EventAgeExceeded", "", Unavailable, "the function had no capacity for the message for as long as Lambda keeps it", "raise its concurrency, then redrive", trace},
		{"ZeroReservedConcurrency", "", Misconfigured, "the function was stopped (ReservedConcurrency=0) when the message came; it was not tried", "let the function go on, then redrive", trace},

		// What an HTTP status says where no code comes with it.
		{"400", "Bad Request", Rejected, "Dataverse does not take the request as it stands", "correct what the reason names", validate},
		{"401", "Unauthorized", Misconfigured, "the token is not taken", "check serviceRootUrl, tenantId and authorityHost in the secret", doctor},
		{"403", "Forbidden", Rejected, "a privilege is missing, or a firewall is in front of the environment", "give the role the privilege that the reason names, or let the function through the firewall, then redrive", doctor},
		{"404", "Not Found", Rejected, "there is no such row, table or action, or no environment at this address", "correct the id or the name; check serviceRootUrl in the secret", validate},
		{"408", "Request Timeout", Unavailable, "the request took too long", waits, ""},
		{"409", "Conflict", Rejected, "the row is there already", "publish an update or an upsert instead of a create", ""},
		{"412", "Precondition Failed", Rejected, "the row changed since the ETag of ifMatch was read, or a duplicate was found", "read the row again, and publish with its ETag; sequence may serve better", ""},
		{"429", "Too Many Requests", Unavailable, "more requests than Dataverse takes in five minutes", waits + "; publish more slowly if it lasts", "dynctl publish --rate"},
		{"500", "Internal Server Error", Unavailable, "Dataverse met an error that it does not explain", waits, ""},
		{"502", "Bad Gateway", Unavailable, "Dataverse, or something in front of it, is not available", waits, ""},
		{"503", "Service Unavailable", Unavailable, "Dataverse is not available", waits, ""},
		{"504", "Gateway Timeout", Unavailable, "Dataverse did not answer in time", waits, ""},

		// The application user, and the user acted for.
		{"0x80072560", "UserNotMemberOfOrg", Misconfigured, "the application is no user of this environment", "make the application a user of this environment, with a security role", appUser},
		{"0x80040225", "UserNotEnabled", Misconfigured, "the user is disabled, or in no business unit", "enable the application user, in a business unit", appUser},
		{"0x80042f09", "UserNotAssignedRoles", Misconfigured, "the user has no security role", "give the application user a security role", appUser},
		{"0x8004d24b", "UserNotAssignedLicense", Misconfigured, "the user has no licence", "check that the application's user is an application user, which needs none", appUser},
		{"0x8004a110", "CannotActOnBehalfOfAnotherUser", Rejected, "the application user may not act for others", "give its role prvActOnBehalfOfAnotherUser, then redrive", appUser},
		{"0x8004f511", "DuplicateApplicationUser", Rejected, "there is an application user for this application already", "use the one there is", whoami},
		{"0x80041d48", "ApplicationUserCannotBeUpdated", Rejected, "an application user's own columns do not change", "change it in the Power Platform admin center", ""},
		{"0x80041d49", "ApplicationNotRegisteredWithDeployment", Rejected, "the application is not registered with this environment", "consent to the application in its tenant, then make it a user", "dynctl setup consent-url"},
		{"0x8004140d", "RoleOfAnotherBusinessUnit", Rejected, "the role is of another business unit than the user", "use a role of the user's business unit", appUser},

		// Signing in at Dataverse.
		{"0x80044302", "RequestIsNotAuthenticated", Misconfigured, "Dataverse does not take the token", "check serviceRootUrl and tenantId in the secret: they must be of one environment", doctor},
		{"0x8005f101", "AccessTokenExpired", Misconfigured, "Dataverse takes a new token for an expired one", "check the clock, and serviceRootUrl in the secret", doctor},
		{"0x80072559", "AADError", Misconfigured, "Dataverse could not check the application at Microsoft Entra ID", "check that the application is in the tenant of the environment", doctor},
		{"0x80095ffd", "CookieIPMismatch", Misconfigured, "the token is bound to another address", "leave the environment's IP address binding out for applications", doctor},

		// Privileges.
		{"0x80040220", "PrivilegeDenied", Rejected, "a privilege is missing: of the application user, or of the user acted for", "give their role the privilege that the reason names, then redrive", appUser},
		{"0x80048306", "AccessDenied", Rejected, "the user has no access to this row or message", "give their role the privilege, or share the row, then redrive", appUser},
		{"0x80040231", "PrincipalPrivilegeDenied", Rejected, "the user has no access to this row", "give their role a deeper privilege, then redrive", appUser},
		{"0x80048405", "AccessDenied", Rejected, "the user has no access to this row", "give their role a deeper privilege, then redrive", appUser},

		// What the message names.
		{"0x80040217", "ObjectDoesNotExist", Rejected, "there is no such row: of the message, of a lookup in it, or the user acted for", "correct the id; if the row has come since, redrive", redrive + "0x80040217"},
		{"0x80060891", "RecordWithKeyValuesNotFound", Rejected, "no row has these alternate key values", "correct the key; if the row has come since, redrive", redrive + "0x80060891"},
		{"0x80048d02", "VirtualRecordNotFound", Rejected, "there is no such row of the virtual table", "correct the id; if the row has come since, redrive", redrive + "0x80048d02"},
		{"0x80060890", "EntityKeyNotDefined", Rejected, "these columns are no alternate key of the table", "use a key that is defined, and whose index is Active", validate},
		{"0x8006088a", "ResourceNotFound", Rejected, "there is no such table, column, navigation property or action", "correct the name: an entity set is plural, and names are case-sensitive", validate},
		{"0x80060888", "UnknownName", Rejected, "there is no such table, column or action", "correct the name", validate},
		{"0x80048d19", "InvalidPayload", Rejected, "data has a column that the table has not, or a value of another type", "correct the column that the reason names", validate},
		{"0x80040203", "InvalidArgument", Rejected, "a value is not one that Dataverse takes there", "correct the value that the reason names", validate},
		{"0x80040200", "RequiredFieldMissing", Rejected, "a required column is missing", "add the column that the reason names", validate},
		{"0x80044331", "StringLengthExceeded", Rejected, "a text is longer than its column", "shorten the value, or lengthen the column and redrive", redrive + "0x80044331"},
		{"0x8004431a", "PicklistValueOutOfRange", Rejected, "a choice has no such value", "correct the value, or add the choice and redrive", redrive + "0x8004431a"},
		{"0x8004418a", "RequestLengthTooLarge", Rejected, "the request is too large", "publish less in one message", ""},
		{"0x80044a02", "FileTooLarge", Rejected, "a file is larger than its column takes", "publish less in one message", ""},
		{"0x80072535", "RestrictVEInBatch", Rejected, "a virtual table cannot be written like this", "write it where its rows are kept", ""},

		// What is there already.
		{"0x80040237", "DuplicateRecord", Rejected, "another row has the same id or alternate key", "find the other row; publish an upsert by its key instead of a create", ""},
		{"0x80060892", "DuplicateRecordEntityKey", Rejected, "another row has the same alternate key", "find the other row; publish an upsert by its key instead of a create", ""},
		{"0x80040333", "DuplicateRecordsFound", Rejected, "a duplicate detection rule found another row", "merge the two rows, or leave detectDuplicates out", ""},
		{"0x80060882", "ConcurrencyVersionMismatch", Rejected, "the row changed since the ETag of ifMatch was read", "read the row again, and publish with its ETag; sequence may serve better", ""},

		// The environment's own logic.
		{"0x80040265", "IsvAborted", Rejected, "a plug-in said no", "read its words in the reason; correct the message or the plug-in, then redrive", redrive + "0x80040265"},
		{"0x80048550", "TransactionAbortedByIsvException", Rejected, "a plug-in broke off the transaction", "mend the plug-in, then redrive", redrive + "0x80048550"},

		// What passes.
		{"0x80072322", "NumberOfRequestsExceeded", Unavailable, "over 6,000 requests in five minutes", waits + "; publish more slowly if it lasts", "dynctl publish --rate"},
		{"0x80072321", "ExecutionTimeExceeded", Unavailable, "over 20 minutes of execution in five minutes", waits + "; publish more slowly if it lasts", "dynctl publish --rate"},
		{"0x80072326", "ConcurrencyLimitExceeded", Unavailable, "more requests at a time than Dataverse takes", waits + "; lower MaximumConcurrency if it lasts", ""},
		{"0x80072327", "DSSThrottlingConcurrencyLimitExceeded", Unavailable, "more requests at a time than Dataverse takes", waits + "; lower MaximumConcurrency if it lasts", ""},
		{"0x8005f103", "Throttling", Unavailable, "too many requests", waits + "; publish more slowly if it lasts", "dynctl publish --rate"},
		{"0x80044150", "SqlError", Unavailable, "the database failed, or found a deadlock", waits, ""},
		{"0x80044151", "SqlTimeout", Unavailable, "the database took too long", waits, ""},
		{"0x80044339", "SqlDeadlock", Unavailable, "the database found a deadlock", waits, ""},
		{"0x8004ed47", "AppLockTimeout", Unavailable, "a lock was not given in time", waits, ""},
		{"0x80072300", "RetryLater", Unavailable, "Dataverse asks to try later", waits, ""},
		{"0x80072301", "RetryLater", Unavailable, "Dataverse asks to try later", waits, ""},
		{"0x80072031", "WorkerProcessCrashFailure", Unavailable, "a process of Dataverse ended", waits, ""},
		{"0x80048542", "TempDBFull", Unavailable, "the database ran out of working space", waits, ""},
		{"0x80040216", "UnExpected", Unavailable, "Dataverse met an error that it does not explain", waits + "; ask Microsoft's support with the request id if it lasts", ""},
		{"0x80090412", "CustomizationLocked", Unavailable, "somebody is installing a solution", waits, ""},

		// Signing in at Microsoft Entra ID: the client secret and other credentials.
		{"AADSTS7000215", "", Misconfigured, "the client secret is wrong", "put the value of the client secret, not its id, into the secret", secret},
		{"AADSTS7000222", "", Misconfigured, "the client secret has expired", "make a new client secret in Entra ID and put it into the secret", secret},
		{"AADSTS7000218", "", Misconfigured, "no client secret was sent", "put the client secret into the secret", secret},
		{"AADSTS700027", "", Misconfigured, "the client assertion is not signed by a registered certificate", "put a client secret into the secret", secret},
		{"AADSTS700030", "", Misconfigured, "the certificate's subject is not the one registered", "put a client secret into the secret", secret},
		{"AADSTS700213", "", Misconfigured, "no federated identity fits", "put a client secret into the secret", secret},
		{"AADSTS7002131", "", Misconfigured, "no federated identity fits", "put a client secret into the secret", secret},
		// The application, the tenant, the environment, the policies.
		{"AADSTS700016", "", Misconfigured, "the application is not in this tenant", "register the application in the tenant of the secret, enable it, and check clientId", "dynctl setup consent-url"},
		{"AADSTS7000112", "", Misconfigured, "the application is disabled", "register the application in the tenant of the secret, enable it, and check clientId", ""},
		{"AADSTS70001", "", Misconfigured, "the application is not in this tenant, or disabled", "register the application in the tenant of the secret, enable it, and check clientId", "dynctl setup consent-url"},
		{"AADSTS90002", "", Misconfigured, "there is no such tenant", "correct tenantId in the secret", secret},
		{"AADSTS500011", "", Misconfigured, "the tenant knows no environment at this address", "correct serviceRootUrl in the secret: no such environment in the tenant", secret},
		{"AADSTS70011", "", Misconfigured, "the scope is not valid", "correct serviceRootUrl in the secret: no such environment in the tenant", secret},
		{"AADSTS53003", "", Misconfigured, "a conditional access policy says no", "let the policy take the application, from AWS's addresses", ""},
		{"AADSTS530034", "", Misconfigured, "a conditional access policy says no", "let the policy take the application, from AWS's addresses", ""},
		{"AADSTS650052", "", Misconfigured, "the tenant has not subscribed to Dataverse", "check that the tenant is the environment's", ""},
		// What passes at Microsoft Entra ID.
		{"AADSTS90012", "", Unavailable, "the sign-in took too long", waits, ""},
		{"AADSTS90024", "", Unavailable, "the sign-in took too long", waits, ""},
		{"AADSTS90033", "", Unavailable, "a part of Microsoft Entra ID is not available", waits, ""},
		{"AADSTS90055", "", Unavailable, "the tenant signs in too often", waits, ""},
		{"AADSTS90090", "", Unavailable, "a part of Microsoft Entra ID is not available", waits, ""},
		{"AADSTS90091", "", Unavailable, "a part of Microsoft Entra ID is not available", waits, ""},
		{"AADSTS50196", "", Unavailable, "too many sign-ins in a short time", waits, ""},
	}
}

package dynamics

import "slices"

// What an explanation says to run, or to do, more than once.
const (
	runDoctor   = "dynctl doctor"
	runAppUser  = "dynctl setup app-user"
	runSecret   = "dynctl setup secret"
	runValidate = "dynctl validate --online"
	runRedrive  = "dynctl dlq redrive --where code="
	runWhoami   = "dynctl whoami"
	runTrace    = "dynctl trace"
	itWaits     = "nothing: the message is tried again by itself"
)

// explanations is every code that a message or a set-up can come to see, in the
// order of their subjects. What is decided by code anywhere is decided here.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
// and https://learn.microsoft.com/entra/identity-platform/reference-error-codes
// and https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
func explanations() []Explanation {
	return slices.Concat(words(), statuses(), ofUsers(), ofPrivileges(), ofEnvironment(), ofNames(), ofValues(), ofStates(), ofPassing(), ofEntra())
}

// words are the words of this program's own, and those of AWS.
func words() []Explanation {
	return []Explanation{
		// What the function itself finds out.
		{"rejected", "", Rejected, "the message can never succeed as it stands", "read its reason; publish a corrected message and purge this one, or change what it refers to and redrive", runValidate},
		{"unavailable", "", Unavailable, "Dataverse, Microsoft Entra ID or AWS did not do its part", itWaits + ", for at least 24 hours", runDoctor},
		{"misconfigured", "", Misconfigured, "the message is fine, the set-up has to be mended", "mend what the fix of its log line names; messages wait meanwhile", runDoctor},
		{"waiting", "", Waiting, "a row that the message needs is not there yet", "nothing, if the row is on its way: the message is tried again for PatienceMinutes, then rejected", runTrace},
		{"unknown", "", Unknown, "an action was sent and no answer came: it may have run", "look in Dynamics whether it ran; redrive it if not, purge it if so", "dynctl dlq redrive --include-actions --where class=unknown"},
		{"decode", "", Rejected, "the message is not one of version 1", "correct the field named; check messages before they are published", "dynctl validate"},
		{"email", "", Rejected, "the email address of /impersonate is not that of exactly one enabled user", "correct the address, enable the user, or use systemUserId or objectId", runRedrive + "email"},
		{"sequence", "", Rejected, "the column of /sequence does not order changes: it holds something else, or of another kind, or keeps fewer digits after the point", "use a column of its own, of type Big or Text, that nobody else writes", runValidate},
		{"sequence-row", "", Rejected, "there is no row to update: an update with a sequence never creates one", "publish an upsert; if the row has come since, redrive", runRedrive + "sequence-row"},
		{"conflict", "", Rejected, "the row of a create is there, and no delivery of this message made it: another writer did, or this application before the message was published", "if its data is to be in that row, publish an upsert or update; else publish with another id or key, and purge this one", ""},
		{"primary-key", "", Rejected, "data names another row by its primary key than the message does", "leave the primary key out of data, and name the row by id", runValidate},
		{"definitions", "", Misconfigured, "the application user may not read the definitions of tables, which batches need and creates with related rows", "give its role prvReadEntity", runAppUser},
		{"partition", "", Rejected, "the row of that id is in another partition of its elastic table", "name the row by its primary key and partitionid in key, or the partition in data; then publish that, and purge this one", ""},
		{"elastic", "", Rejected, "the batch holds an elastic table, which takes no part in a change set", "publish the operations on elastic tables by themselves, and the others as a batch", runValidate},
		{"secret", "", Misconfigured, "the credentials cannot be read from Secrets Manager", "let the function read the secret of DYNAMICS_SECRET_ARN, and put the credentials' JSON into it", runSecret},
		{"too-long", "", Rejected, "the answer is longer than this program reads", "read less at a time", ""},
		{"foreign", "", Misconfigured, "something in front of Dataverse answered, such as a firewall or a gateway, or no environment is there", "check serviceRootUrl in the secret, and what is between the function and Dataverse: a proxy, a gateway, a firewall", runDoctor},
		{"key", "", Rejected, "the value of a key column has one of the characters " + refused + ", and Dataverse does not find a row by it", "name the row by its id", "dynctl validate"},
		{"impersonated", "", Rejected, "the user of /impersonate is disabled or has no role", "enable the user of /impersonate and give them a role, or name another; then redrive", ""},
		{"sign-in", "", Misconfigured, "Microsoft Entra ID gives no token, by a code that is not in this table", "check tenantId, clientId, clientSecret, serviceRootUrl and authorityHost in the secret", runDoctor},
		{"refused", "", Misconfigured, "Dataverse, or a proxy, refuses the function, by a code that is not in this table", "check serviceRootUrl and authorityHost in the secret, and the application user in Dynamics", runDoctor},

		// What puts a letter into the dead-letter queue besides the function.
		{"lambda", "", Unavailable, "the function could not say what became of the message", "look in its log, mend that, then redrive", runTrace},
		{"subscription", "", Misconfigured, "SNS could not reach the function or the queue: it was missing, or its permission was", "put the stack in order, then redrive", runDoctor},
		{"queue", "", Unavailable, "it was tried for at least 24 hours, and the outage, or the set-up to mend, lasted", "look in the log for the class and the error of its tries; redrive when the cause is gone", runTrace},
		{"stray", "", Rejected, "nothing of this system wrote it: no envelope, no record of Lambda's, and no redrive policy moved it here", "find out who sends to this queue; export it if it matters, and purge it", ""},

		// What Lambda says of an event that it gave up.
		{"RetriesExhausted", "", Unavailable, "the function failed three times without saying what became of the message: out of memory or time, no start, or no queue to hand it to", "look in its log, mend that, then redrive", runTrace},
		{"EventAgeExceeded", "", Unavailable, "the function had no capacity for the message for as long as Lambda keeps it", "raise its concurrency, then redrive", runTrace},
		{"ZeroReservedConcurrency", "", Misconfigured, "the function was stopped (ReservedConcurrency=0) when the message came; it was not tried", "let the function go on, then redrive", runTrace},
	}
}

// statuses are what an HTTP status says where no code comes with it.
func statuses() []Explanation {
	return []Explanation{
		{"400", "Bad Request", Rejected, "Dataverse does not take the request as it stands", "correct what the reason names", runValidate},
		{"401", "Unauthorized", Misconfigured, "the token is not taken", "check serviceRootUrl, tenantId and authorityHost in the secret", runDoctor},
		{"403", "Forbidden", Misconfigured, "the environment lets the function do nothing, by a code that is not known to be about the message: its IP firewall, its app access control, a privilege", "let the function's addresses and its application into the environment; give the role the privilege, if the reason names one", runDoctor},
		{"404", "Not Found", Rejected, "there is no such row, table or action, or no environment at this address", "correct the id or the name; check serviceRootUrl in the secret", runValidate},
		{"408", "Request Timeout", Unavailable, "the request took too long", itWaits, ""},
		{"409", "Conflict", Rejected, "the row is there already, or changes at this moment", "publish an upsert instead of a create", ""},
		{"412", "Precondition Failed", Rejected, "the row changed since the ETag of ifMatch was read, or a duplicate was found", "read the row again, and publish with its ETag; sequence may serve better", ""},
		{"413", "Content Too Large", Rejected, "the request is too large", "publish less in one message", ""},
		{"421", "Misdirected Request", Unavailable, "the request came to a server of another address", itWaits, ""},
		{"425", "Too Early", Unavailable, "something in front of Dataverse asks to send it again", itWaits, ""},
		{"429", "Too Many Requests", Unavailable, "more requests than Dataverse takes in five minutes", itWaits + "; publish more slowly if it lasts", "dynctl publish --rate"},
		{"500", "Internal Server Error", Unavailable, "Dataverse met an error that it does not explain", itWaits, ""},
		{"502", "Bad Gateway", Unavailable, "Dataverse, or something in front of it, is not available", itWaits, ""},
		{"503", "Service Unavailable", Unavailable, "Dataverse is not available", itWaits, ""},
		{"504", "Gateway Timeout", Unavailable, "Dataverse did not answer in time", itWaits, ""},
	}
}

package advice

import (
	"slices"

	"sns-dynamics/internal/errorcode"
	"sns-dynamics/internal/operation"
)

// Commands and actions that several explanations name. A command runs when it is pasted, as
// soon as its words in capital letters are replaced.
const (
	runDoctor      = "dynctl doctor"
	runConsent     = "dynctl setup consent-url --tenant TENANT --client-id CLIENT-ID --org ORG"
	runAppUser     = "dynctl setup app-user --token-stdin --table TABLE"
	runImpersonate = "dynctl setup app-user --token-stdin --allow impersonate"
	runSecret      = "dynctl setup secret"
	runFederation  = "dynctl setup federation"
	runCertificate = "dynctl setup certificate"
	runLedger      = "dynctl setup ledger --token-stdin --role 'SNS Dynamics'"
	runValidate    = "dynctl validate --online FILE"
	runPublish     = "dynctl publish --rate 20 FILE"
	runRedrive     = "dynctl dlq redrive --where code="
	runWhoami      = "dynctl whoami"
	runTrace       = "dynctl trace " + MessageID
	itWaits        = "nothing: the message is tried again by itself"
)

// MessageID stands in a command for the MessageId of the message.
const MessageID = "MESSAGE-ID"

// entry is the explanation of a code of package errorcode, which has the name and the class
// of the code.
type entry struct{ code, means, fix, command string }

func (e entry) explanation(c errorcode.Code) Explanation {
	return Explanation{e.code, c.Name, c.Class, e.means, e.fix, e.command}
}

// entries returns the explanations of all codes of Dataverse and Microsoft Entra ID, in
// the order of their subjects.
func entries() []entry {
	return slices.Concat(ofUsers(), ofPrivileges(), ofEnvironment(), ofNames(), ofValues(), ofDefinitions(), ofStates(), ofPassing(), ofEntra())
}

// words returns the explanations of the words of this program and of AWS.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
func words() []Explanation {
	return []Explanation{
		// Failures that the function finds out itself.
		{"rejected", "", operation.Rejected, "the message can never succeed as it stands", "read its reason; publish a corrected message and purge this one, or change what it refers to and redrive", runValidate},
		{"unavailable", "", operation.Unavailable, "Dataverse, Microsoft Entra ID or AWS did not do its part", itWaits + ", for at least 24 hours", runDoctor},
		{"misconfigured", "", operation.Misconfigured, "the message is fine, the set-up has to be repaired", "repair what its log line names in fix; messages wait meanwhile", runDoctor},
		{"waiting", "", operation.Waiting, "a row that the message needs is not there yet", "nothing, if the row is on its way: the message is tried again for PatienceMinutes, then rejected", runTrace},
		{"unknown", "", operation.Unknown, "an action was sent and no response came: it may have run", "look in Dynamics whether it ran; redrive it if not, purge it if so", "dynctl dlq redrive --include-actions --where class=unknown"},
		{"decode", "", operation.Rejected, "the message is not one of version 1", "correct the field named; check messages before they are published", "dynctl validate FILE"},
		{"email", "", operation.Rejected, "the email address of /impersonate is not that of exactly one enabled user", "correct the address, enable the user, or use systemUserId or objectId", runRedrive + "email"},
		{"sequence", "", operation.Rejected, "the column of /sequence does not order changes: it holds something else, or of another kind, or keeps fewer digits after the point", "use a column of its own, of type Big or Text, that nobody else writes", runValidate},
		{"sequence-row", "", operation.Rejected, "there is no row to update: an update with a sequence never creates one", "publish an upsert; if the row has come since, redrive", runRedrive + "sequence-row"},
		{"conflict", "", operation.Rejected, "the row of a create is there, and no delivery of this message made it: another writer did, or this application before the message was published", "if its data is to be in that row, publish an upsert or update; else publish with another id or key, and purge this one", ""},
		{"values", "", operation.Rejected, "a plain value in /values cannot be written: the table has no such column, the column has no such label, or no row, or more than one, has the columns of the lookup", "the reason names the value and what was expected: correct it and publish the message again, and purge this one", runValidate},
		{"no-route", "", operation.Rejected, "no route of the deployment matches the message", "add a route for it, or a route that ignores it, and deploy; then redrive the message. A message that needs no route is to be published as an operation to a function without routes, or match a route without map", "dynctl routes test routes"},
		{"mapping", "", operation.Rejected, "the mapping of the route makes no operation of the message", "the reason names the failure: correct the mapping, or the publisher; deploy the routes, and redrive the message", "dynctl routes test routes"},
		{"routes", "", operation.Misconfigured, "the mapping of the route does not compile", "the reason names the place: correct the routes, and deploy them; the messages wait", "dynctl routes check routes"},
		{"not-allowed", "", operation.Rejected, "the message asks for an operation, a table, an action or an option that the deployer of the stack has not allowed", "the reason names the parameter of the stack, or the list of the route: publish another message, or have the deployer add the name", runDoctor},
		{"primary-key", "", operation.Rejected, "data names another row by its primary key than the message does", "leave the primary key out of data, and name the row by id", runValidate},
		{"definitions", "", operation.Misconfigured, "the application user may not read the definitions of tables, which batches need and creates with related rows", "give its role prvReadEntity", runAppUser},
		{"partition", "", operation.Rejected, "the row of that id is in another partition of its elastic table", "name the row by its primary key and partitionid in key, or the partition in data; then publish that, and purge this one", ""},
		{"elastic", "", operation.Rejected, "the batch holds an elastic table, which takes no part in a change set", "publish the operations on elastic tables by themselves, and the others as a batch", runValidate},
		{"undecided", "", operation.Rejected, "operations of a batch without a proof have nothing left to do, and which of the others have would take more than ten requests: the batch has probably been carried out before, and nothing was done in the last attempt", "look at its rows; publish the operations that are left as messages of their own, and purge this one. Begin such a batch with a create that names no row, which proves that it ran", runTrace},
		{"ledger", "", operation.Misconfigured, "an action with once needs the ledger table, and the table or a privilege on it is missing", "create the table, and give the role of each user that acts the privileges on it", runLedger},
		{"expired", "", operation.Rejected, "an action with once was published over 29 days ago, and the ledger no longer tells whether it ran", "look in Dynamics whether it ran; publish it again if not, and purge this one", ""},
		{"secret", "", operation.Misconfigured, "the credentials cannot be read from Secrets Manager", "let the function read the secret of DYNAMICS_SECRET_ARN, and put the credentials' JSON into it", runSecret},
		{"environment", "", operation.Misconfigured, "the route of the message names an environment that the function does not have, or the lists of environments do not go together", "name the environment in EnvironmentNames, and its secret at the same place of EnvironmentSecretArns; messages wait meanwhile", runDoctor},
		{"network", "", operation.Misconfigured, "no route leads from the function's subnets to the endpoint of AWS that the error names", "give the subnets an interface endpoint of the service or a NAT gateway, and let the security groups allow port 443", runDoctor},
		{"too-long", "", operation.Rejected, "the response is longer than this program reads", "read less at a time", ""},
		{"foreign", "", operation.Misconfigured, "something in front of Dataverse responded, such as a firewall or a gateway, or no environment is there", "check serviceRootUrl in the secret, and what is between the function and Dataverse: a proxy, a gateway, a firewall", runDoctor},
		{"key", "", operation.Rejected, "the value of a key column has one of the characters " + operation.UnreadableCharacters + ", and Dataverse does not find a row by it", "name the row by its id", "dynctl validate FILE"},
		{"impersonated", "", operation.Rejected, "the user of /impersonate is disabled or has no role", "enable the user of /impersonate and give them a role, or name another; then redrive", ""},
		{"sign-in", "", operation.Misconfigured, "Microsoft Entra ID gives no token, by a code that is not in this table", "check tenantId, clientId, clientSecret, serviceRootUrl and authorityHost in the secret, or the parameters of the same names", runDoctor},
		{"refused", "", operation.Misconfigured, "Dataverse, or a proxy, refuses the function, by a code that is not in this table", "check serviceRootUrl and authorityHost in the secret, and the application user in Dynamics", runDoctor},

		// Senders of dead letters besides the function.
		{"lambda", "", operation.Unavailable, "the function could not say what became of the message", "look in its log, repair what it names, then redrive", runTrace},
		{"subscription", "", operation.Misconfigured, "SNS could not reach the function or the queue: it was missing, or its permission was", "put the stack in order, then redrive", runDoctor},
		{"queue", "", operation.Unavailable, "the message failed at each receive that its queue allows; the queue of the template allows receives for at least 24 hours", "look in the log for the class and the error of its tries; redrive when the cause is gone", runTrace},
		{"NotCovered", "", operation.Rejected, "the emulator does not have what the message names; Dataverse was not asked", "run the message in an environment of Dataverse", ""},
		{"stray", "", operation.Rejected, "nothing of this system wrote it: no envelope, no record of Lambda's, and no redrive policy moved it here", "find out who sends to this queue; export it if it matters, and purge it", ""},

		// Reasons of Lambda for an event that it gave up.
		{"RetriesExhausted", "", operation.Unavailable, "the function failed three times without saying what became of the message: out of memory or time, no start, or no queue to hand it to", "look in its log, repair what it names, then redrive", runTrace},
		{"EventAgeExceeded", "", operation.Unavailable, "the function had no capacity for the message for as long as Lambda keeps it", "raise its concurrency, then redrive", runTrace},
		{"ZeroReservedConcurrency", "", operation.Misconfigured, "the function was stopped (ReservedConcurrency=0) when the message came; it was not tried", "let the function go on, then redrive", runTrace},
	}
}

// statuses returns the explanations of the HTTP statuses that come without a code.
func statuses() []Explanation {
	return []Explanation{
		{"400", "Bad Request", operation.Rejected, "Dataverse does not take the request as it stands", "correct what the reason names", runValidate},
		{"401", "Unauthorized", operation.Misconfigured, "the token is not taken", "check serviceRootUrl, tenantId and authorityHost in the secret", runDoctor},
		{"403", "Forbidden", operation.Misconfigured, "the environment lets the function do nothing, by a code that is not known to be about the message: its IP firewall, its app access control, a privilege", "let the function's addresses and its application into the environment; give the role the privilege, if the reason names one", runDoctor},
		{"404", "Not Found", operation.Rejected, "there is no such row, table or action, or no environment at this address", "correct the id or the name; check serviceRootUrl in the secret", runValidate},
		{"408", "Request Timeout", operation.Unavailable, "the request took too long", itWaits, ""},
		{"409", "Conflict", operation.Rejected, "the row is there already, or changes at this moment", "publish an upsert instead of a create", ""},
		{"412", "Precondition Failed", operation.Rejected, "the row changed since the ETag of ifMatch was read, or a duplicate was found", "read the row again, and publish with its ETag; sequence may serve better", ""},
		{"413", "Content Too Large", operation.Rejected, "the request is too large", "publish less in one message", ""},
		{"421", "Misdirected Request", operation.Unavailable, "the request came to a server of another address", itWaits, ""},
		{"425", "Too Early", operation.Unavailable, "something in front of Dataverse asks to send it again", itWaits, ""},
		{"429", "Too Many Requests", operation.Unavailable, "more requests than Dataverse takes in five minutes", itWaits + "; publish more slowly if it lasts", runPublish},
		{"500", "Internal Server Error", operation.Unavailable, "Dataverse met an error that it does not explain", itWaits, ""},
		{"502", "Bad Gateway", operation.Unavailable, "Dataverse, or something in front of it, is not available", itWaits, ""},
		{"503", "Service Unavailable", operation.Unavailable, "Dataverse is not available", itWaits, ""},
		{"504", "Gateway Timeout", operation.Unavailable, "Dataverse did not respond in time", itWaits, ""},
	}
}

package main

import (
	"maps"

	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/outcome"

	cf "github.com/awslabs/goformation/v7/cloudformation"
)

// parameters are the stack's settings. CodeBucket and CodeKey have no default, so that a
// deployment without them is refused. `sam local invoke` has no use for them: it reads a
// parameter without a value as its own name.
//
// See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
func parameters() cf.Parameters {
	all := cf.Parameters{
		secretArnParameter: {
			Type:                  "String",
			Description:           cf.String("ARN of the Secrets Manager secret with the Dataverse credentials; empty with TenantId, ClientId and ServiceRootUrl."),
			Default:               "",
			AllowedPattern:        cf.String("^$|^" + secretArn + "$"),
			ConstraintDescription: cf.String("must be empty or the full ARN of a secret, with the six random characters at its end"),
		},
		secretKmsKeyArnParameter: {
			Type:                  "String",
			Description:           cf.String("ARN of the customer managed KMS key that encrypts the secret of SecretArn and the secrets of EnvironmentSecretArns; empty if the AWS managed key, aws/secretsmanager, does."),
			Default:               "",
			AllowedPattern:        cf.String(`^$|^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$`),
			ConstraintDescription: cf.String("must be empty or the ARN of a KMS key; an alias will not do, because a policy cannot name it"),
		},
		topicKmsKeyIDParameter: {
			Type:                  "String",
			Description:           cf.String("KMS key the topic is encrypted with: key ID, key ARN, alias or alias ARN. A publisher that is an AWS service or in another account needs a customer managed key whose policy lets it in, as the policy of the default cannot be changed."),
			Default:               "alias/aws/sns",
			AllowedPattern:        cf.String(`^alias/[A-Za-z0-9/_-]+$|^mrk-[a-f0-9]{32}$|^[a-f0-9]{8}(-[a-f0-9]{4}){3}-[a-f0-9]{12}$|^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/[A-Za-z0-9/_-]+$`),
			ConstraintDescription: cf.String("must be the ID or ARN of a KMS key, or an alias (alias/NAME) or its ARN"),
		},
		codeBucketParameter: {
			Type:                  "String",
			Description:           cf.String("S3 bucket, in the stack's region, that holds the function's zip file."),
			AllowedPattern:        cf.String(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`),
			ConstraintDescription: cf.String("must be the name of an S3 bucket"),
		},
		codeKeyParameter: {
			Type:                  "String",
			Description:           cf.String("Key of the function's zip file in CodeBucket. CloudFormation updates the function only when the key changes, so put a hash or a version in it."),
			AllowedPattern:        cf.String(`^[A-Za-z0-9!_.*'()/-]+$`),
			ConstraintDescription: cf.String("must be an S3 key of letters, digits and ! _ . * ' ( ) / -"),
		},
		// The pattern of Lambda; see
		// https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
		codeSigningConfigArnParameter: {
			Type:                  "String",
			Description:           cf.String("ARN of a code signing configuration, by whose rules Lambda then checks the signature of the zip file; empty for none. With one, CodeKey is the file that AWS Signer has signed."),
			Default:               "",
			AllowedPattern:        cf.String(`^$|^arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:code-signing-config:csc-[a-z0-9]{17}$`),
			ConstraintDescription: cf.String("must be empty or the ARN of a code signing configuration of Lambda"),
		},
		architectureParameter: {
			Type:                  "String",
			Description:           cf.String("Processor the zip file was built for."),
			Default:               "arm64",
			AllowedValues:         []any{"arm64", "x86_64"},
			ConstraintDescription: cf.String("must be arm64 or x86_64"),
		},
		logLevelParameter: {
			Type:                  "String",
			Description:           cf.String("Lowest level the function logs. DEBUG logs whole events, and those hold the personal data that is being synchronised."),
			Default:               "INFO",
			AllowedValues:         []any{"DEBUG", "INFO", "WARN", "ERROR"},
			ConstraintDescription: cf.String("must be DEBUG, INFO, WARN or ERROR"),
		},
		// The values that CloudWatch Logs accepts; see
		// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
		logRetentionDaysParameter: {
			Type:        "Number",
			Description: cf.String("Days the function's log is kept."),
			Default:     30,
			AllowedValues: []any{
				1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731,
				1096, 1827, 2192, 2557, 2922, 3288, 3653,
			},
			ConstraintDescription: cf.String("must be a number of days that CloudWatch Logs offers"),
		},
		deliveryParameter: {
			Type:                  "String",
			Description:           cf.String("How messages get to the function. direct: SNS invokes it, and a queue holds the messages to try again. queued: SNS fills the queue, and the function empties it at its own rate. ordered: the same with a FIFO topic and a FIFO queue, and the messages of one group wait for each other. See docs/operations.md before you change it."),
			Default:               directDelivery,
			AllowedValues:         []any{directDelivery, queuedDelivery, orderedDelivery},
			ConstraintDescription: cf.String("must be direct, queued or ordered"),
		},
		keepOrderedParameter: {
			Type:                  "String",
			Description:           cf.String("yes keeps the FIFO topic and the FIFO queue, and reads the queue, when Delivery is not ordered. Set it with a change from ordered, until the FIFO queue is empty."),
			Default:               keepsNotOrdered,
			AllowedValues:         []any{keepsNotOrdered, keepsOrdered},
			ConstraintDescription: cf.String("must be yes or no"),
		},
		// Lambda supports batches above 10 only for a standard queue, and only with a
		// batching window; otherwise CloudFormation reports an error. The function
		// writes several messages in one request, so that a thousand messages fit its
		// timeout.
		batchSizeParameter: {
			Type:                  "Number",
			Description:           cf.String("Most messages the queue gives one invocation, which has 150 seconds for them all. More than 10 want a BatchingWindowSeconds of 1 at least. In mode direct the queue holds the messages to try again."),
			Default:               10,
			MinValue:              cf.Float64(1),
			MaxValue:              cf.Float64(1000),
			ConstraintDescription: cf.String("must be a whole number from 1 to 1000"),
		},
		// The default is a text because the condition on it compares texts.
		batchingWindowSecondsParameter: {
			Type:                  "Number",
			Description:           cf.String("Seconds Lambda may wait for a batch to fill up. Mode ordered has no such wait, and ignores it."),
			Default:               "0",
			MinValue:              cf.Float64(0),
			MaxValue:              cf.Float64(maxBatchingWindowSeconds),
			ConstraintDescription: cf.String("must be a whole number from 0 to 300"),
		},
		maximumConcurrencyParameter: {
			Type:                  "Number",
			Description:           cf.String("Most invocations at a time for messages of the queue. Dataverse serves one user about 52 requests at a time. In mode direct the invocations by SNS come on top. Not more than ReservedConcurrency: a message that finds the function busy has used up one of its tries."),
			Default:               10,
			MinValue:              cf.Float64(2),
			MaxValue:              cf.Float64(52),
			ConstraintDescription: cf.String("must be a whole number from 2 to 52"),
		},
		parallelRequestsParameter: {
			Type:                  "Number",
			Description:           cf.String("Most requests to Dataverse at a time of one invocation. Lowered so that MaximumConcurrency times ParallelRequests is at most 52, Dataverse's limit per user, and where Dataverse advises fewer."),
			Default:               8,
			MinValue:              cf.Float64(1),
			MaxValue:              cf.Float64(52),
			ConstraintDescription: cf.String("must be a whole number from 1 to 52"),
		},
		patienceMinutesParameter: {
			Type:                  "Number",
			Description:           cf.String("Minutes for which a message is tried again that needs a row which is not there yet, as messages arrive in no order; 0 for none."),
			Default:               15,
			MinValue:              cf.Float64(0),
			MaxValue:              cf.Float64(720),
			ConstraintDescription: cf.String("must be a whole number from 0 to 720"),
		},
		ledgerTableParameter: ledgerTable(),
		outcomesParameter:    outcomes(),
		// A string, because a number cannot be empty and 0 means something.
		reservedConcurrencyParameter: {
			Type:                  "String",
			Description:           cf.String("Most invocations at a time, taken out of the account's own limit; empty for no reservation. Dataverse serves one user about 52 requests at a time, so more than 52 is no use. 0 stops the function: messages from SNS go to the dead-letter queue at once, messages from the queue after a day of tries."),
			Default:               "",
			AllowedPattern:        cf.String(`^$|^0$|^[1-9][0-9]{0,4}$`),
			ConstraintDescription: cf.String("must be empty or a whole number"),
		},
		queueNamePrefixParameter: {
			Type:                  "String",
			Description:           cf.String("First part of the names of the FIFO topic and the FIFO queues of mode ordered; empty for the stack's name. A stack name of more than 54 characters needs one. A change replaces topic and queues."),
			Default:               "",
			AllowedPattern:        cf.String(`^[A-Za-z0-9_-]{0,54}$`),
			ConstraintDescription: cf.String("must be empty or at most 54 letters, digits, hyphens and underscores"),
		},
		alarmTopicArnParameter: {
			Type:                  "String",
			Description:           cf.String("ARN of an SNS topic that all alarms of the stack tell; empty for none. Not this stack's topic, and not one encrypted with alias/aws/sns, which CloudWatch cannot publish to."),
			Default:               "",
			AllowedPattern:        cf.String(`^$|^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}$`),
			ConstraintDescription: cf.String("must be empty or the ARN of a standard SNS topic"),
		},
	}
	for _, more := range []cf.Parameters{
		credentialParameters(), fenceParameters(), networkParameters(), keyParameters(),
		identityParameters(), publisherParameters(), existingParameters(),
	} {
		maps.Copy(all, more)
	}
	return all
}

// outcomes is the parameter that says which outcome events the function publishes.
func outcomes() cf.Parameter {
	var modes []any
	for _, m := range outcome.Modes() {
		modes = append(modes, string(m))
	}
	return cf.Parameter{
		Type:                  "String",
		Description:           cf.String("Outcome events that the function publishes to OutcomeTopic: none, failures (dead letters), or all."),
		Default:               string(outcome.Off),
		AllowedValues:         modes,
		ConstraintDescription: cf.String("must be none, failures or all"),
	}
}

// ledgerTable is the parameter for the table that actions with once need.
func ledgerTable() cf.Parameter {
	return cf.Parameter{
		Type:                  "String",
		Description:           cf.String("Entity set name of the ledger table, which actions with once need; dynctl setup ledger creates it."),
		Default:               config.DefaultLedgerTable(),
		AllowedPattern:        cf.String("^[A-Za-z_][A-Za-z0-9_]{0,127}$"),
		ConstraintDescription: cf.String("must be the entity set name of a table"),
	}
}

package main

import (
	"maps"

	cf "github.com/awslabs/goformation/v7/cloudformation"

	tokens "sns-dynamics/internal/function/assertion"
	"sns-dynamics/internal/function/config"
)

// The function signs in with a secret of Secrets Manager, or as an application without a
// stored secret: by a web identity token of AWS STS, or by a certificate whose key is in AWS
// KMS. credentialRules requires one way.

// credentialParameters are the settings of an application without a stored secret, and the
// name of the role, which its federated identity credential names.
func credentialParameters() cf.Parameters {
	text := func(description, pattern, constraint string) cf.Parameter {
		return cf.Parameter{
			Type: "String", Description: cf.String(description), Default: "",
			AllowedPattern: cf.String(pattern), ConstraintDescription: cf.String(constraint),
		}
	}
	all := cf.Parameters{
		tenantIDParameter: text("Microsoft Entra tenant, its id or one of its domains, of an application without a secret; empty with SecretArn.",
			`^$|^[A-Za-z0-9][A-Za-z0-9.-]*$`, "must be empty, a GUID or a domain name"),
		clientIDParameter: text("Application (client) id, with TenantId.",
			`^$|^[A-Fa-f0-9]{8}(-[A-Fa-f0-9]{4}){3}-[A-Fa-f0-9]{12}$`, "must be empty or a GUID"),
		serviceRootURLParameter: text("Web API of the environment, such as https://org.api.crm4.dynamics.com/api/data/v9.2/, with TenantId.",
			`^$|^https?://[A-Za-z0-9.:-]+(/[A-Za-z0-9./-]*)?$`, "must be empty or the URL of a Web API"),
		authorityHostParameter: text("Host to sign in at, with TenantId; empty if it follows from ServiceRootUrl.",
			`^$|^(https?://)?[A-Za-z0-9.:-]+/?$`, "must be empty or a host"),
		certificateKeyArnParameter: text("ARN of the KMS key, of the specification RSA_2048, whose certificate the application has; empty for a federated identity credential.",
			`^$|^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$`, "must be empty or the ARN of a KMS key"),
		certificateThumbprintParameter: text("SHA-256 of that certificate, as dynctl setup certificate prints it.",
			`^$|^[A-Fa-f0-9]{64}$`, "must be empty or 64 hexadecimal digits"),
		roleNameParameter: text("Name of the function's role, so that its ARN stays when CloudFormation replaces the role, and is known before the first deployment; empty for a name of CloudFormation. A change replaces the role.",
			`^$|^[A-Za-z0-9_+=,.@-]{1,64}$`, "must be empty or the name of an IAM role"),
	}
	maps.Copy(all, environmentParameters())
	return all
}

// secretArn is the pattern of the ARN of a secret.
const secretArn = `arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+-[A-Za-z0-9]{6}`

// environmentParameters are the environments beside the default environment. They are texts
// and no lists, because sam resolves only a reference in a variable of the function, and
// because a pattern then limits the number of items.
func environmentParameters() cf.Parameters {
	return cf.Parameters{
		environmentNamesParameter: {
			Type:                  "String",
			Description:           cf.String("Names of up to 10 Dataverse environments beside the default environment, with commas between them. Routes name them."),
			Default:               "",
			AllowedPattern:        cf.String(listPattern(config.EnvironmentNamePattern(), config.MaxEnvironments)),
			ConstraintDescription: cf.String("must be empty or up to 10 names with commas between them, each of at most 32 letters, digits, hyphens and underscores"),
		},
		environmentSecretArnsParameter: {
			Type:                  "String",
			Description:           cf.String("ARNs of the secrets of these environments, of the stack's region, in the order of EnvironmentNames, with commas between them. Without SecretArn, a secret needs no clientSecret: the function then signs in to the environment as it signs in to the default environment."),
			Default:               "",
			MaxLength:             cf.Int(longestList),
			AllowedPattern:        cf.String(listPattern(secretArn, config.MaxEnvironments)),
			ConstraintDescription: cf.String("must be empty or up to 10 full ARNs of secrets with commas between them, of 1200 characters together"),
		},
	}
}

func credentialConditions() map[string]any {
	return map[string]any{
		hasSecretCondition:      differs(secretArnParameter, ""),
		hasCertificateCondition: differs(certificateKeyArnParameter, ""),
		hasRoleNameCondition:    differs(roleNameParameter, ""),
		// The secrets decide: a policy may not have an empty list of resources.
		hasEnvironmentsCondition: differs(environmentSecretArnsParameter, ""),
	}
}

// credentialRules require one way to sign in, and both lists of environments or neither. The
// function requires it too, but only when it starts. A rule cannot count the items of a list;
// the function reports lists of different lengths.
func credentialRules() map[string]any {
	without := func(parameter string) any {
		return assertion(isEmpty(parameter), "SecretArn and "+parameter+" are two ways to sign in: set one of them.")
	}
	with := func(parameter string) any {
		return assertion(isGiven(parameter), "Set SecretArn, or TenantId, ClientId and ServiceRootUrl: "+parameter+" is empty.")
	}
	return map[string]any{
		"SecretIsAlone": rule(isGiven(secretArnParameter),
			without(tenantIDParameter), without(clientIDParameter), without(serviceRootURLParameter), without(authorityHostParameter),
			without(certificateKeyArnParameter), without(certificateThumbprintParameter)),
		"ApplicationIsWhole": rule(isEmpty(secretArnParameter), with(tenantIDParameter), with(clientIDParameter), with(serviceRootURLParameter)),
		"CertificateNeedsThumbprint": rule(isGiven(certificateKeyArnParameter),
			assertion(isGiven(certificateThumbprintParameter), "CertificateKeyArn needs CertificateThumbprint.")),
		"EnvironmentsNeedSecrets": rule(isGiven(environmentNamesParameter),
			assertion(isGiven(environmentSecretArnsParameter), "EnvironmentNames needs EnvironmentSecretArns, a secret for each name.")),
		"SecretsNeedEnvironments": rule(isGiven(environmentSecretArnsParameter),
			assertion(isGiven(environmentNamesParameter), "EnvironmentSecretArns needs EnvironmentNames, a name for each secret.")),
		"ThumbprintNeedsCertificate": rule(isGiven(certificateThumbprintParameter),
			assertion(isGiven(certificateKeyArnParameter), "CertificateThumbprint needs CertificateKeyArn.")),
	}
}

// signInVariables are the variables of the function for the way to sign in. The variables of
// the other way are empty. sam cannot resolve a variable that exists under a condition.
func signInVariables() map[string]string {
	return map[string]string{
		config.SecretARN: cf.Ref(secretArnParameter),
		config.TenantID:  cf.Ref(tenantIDParameter), config.ClientID: cf.Ref(clientIDParameter), config.ServiceRootURL: cf.Ref(serviceRootURLParameter),
		config.AuthorityHost: cf.Ref(authorityHostParameter), config.CertificateKeyARN: cf.Ref(certificateKeyArnParameter),
		config.CertificateThumbprint: cf.Ref(certificateThumbprintParameter),
		config.EnvironmentNames:      cf.Ref(environmentNamesParameter), config.EnvironmentSecretARNs: cf.Ref(environmentSecretArnsParameter),
	}
}

// signIn is the statement for the way to sign in.
func signIn() string {
	return cf.If(hasSecretCondition, readSecret(), cf.If(hasCertificateCondition, signAssertion(), getWebIdentityToken()))
}

// readEnvironmentSecrets lets the function read the secrets of the environments beside the
// default environment.
func readEnvironmentSecrets() statement {
	return statement{
		Sid: "ReadEnvironmentSecrets", Effect: "Allow", Action: []string{"secretsmanager:GetSecretValue"}, Resource: listOf(environmentSecretArnsParameter),
	}
}

// getWebIdentityToken lets the function prove its role to Microsoft Entra ID, in each cloud
// of Microsoft, and to nobody else. STS has no resource for the action.
//
// See https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_policies.html
func getWebIdentityToken() any {
	const audience = "sts:IdentityTokenAudience"
	return map[string]any{
		"Sid": "GetWebIdentityToken", "Effect": "Allow", "Action": []string{"sts:GetWebIdentityToken"}, "Resource": "*",
		"Condition": map[string]any{
			"ForAllValues:StringEquals": map[string]any{audience: []string{tokens.PublicAudience, tokens.GovernmentAudience, tokens.ChinaAudience}},
			"Null":                      map[string]any{audience: "false"},
			"NumericLessThanEquals":     map[string]any{"sts:DurationSeconds": tokens.Seconds},
			"StringEquals":              map[string]any{"sts:SigningAlgorithm": tokens.Algorithm},
		},
	}
}

// signAssertion lets the function sign with the key of the certificate, by the algorithm of
// the assertion.
//
// See https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-signing-algorithm
func signAssertion() statement {
	return statement{
		Sid: "SignAssertion", Effect: "Allow", Action: []string{"kms:Sign"}, Resource: cf.Ref(certificateKeyArnParameter),
		Condition: conditionBlock{"StringEquals": {"kms:SigningAlgorithm": "RSASSA_PSS_SHA_256"}},
	}
}

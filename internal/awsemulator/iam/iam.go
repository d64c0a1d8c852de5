// Package iam emulates the operations of AWS IAM for outbound web identity federation.
package iam

import (
	"context"
	"net/http"

	"sns-dynamics/internal/awsemulator/protocol"
	"sns-dynamics/internal/awsemulator/sts"
)

// Protocol returns the protocol of IAM.
func Protocol() protocol.Protocol {
	return protocol.Query{Namespace: "https://iam.amazonaws.com/doc/2010-05-08/"}
}

type info struct {
	IssuerIdentifier  string
	JwtVendingEnabled bool
}

// Operations returns the operations of IAM by name, for the tokens of an account.
//
// See https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableOutboundWebIdentityFederation.html
// and https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOutboundWebIdentityFederationInfo.html
func Operations(tokens *sts.Tokens) map[string]protocol.Operation {
	return map[string]protocol.Operation{
		"EnableOutboundWebIdentityFederation": protocol.Concurrent(func(context.Context, struct{}) (any, error) {
			if !tokens.EnableFederation() {
				return nil, protocol.Refuse(http.StatusConflict, "FeatureEnabled", "The outbound web identity federation feature is already enabled.")
			}
			return struct{ IssuerIdentifier string }{tokens.Issuer()}, nil
		}),
		"GetOutboundWebIdentityFederationInfo": protocol.Concurrent(func(context.Context, struct{}) (any, error) {
			if !tokens.IsFederationEnabled() {
				return nil, protocol.Refuse(http.StatusNotFound, "FeatureDisabled", "The outbound web identity federation feature is not enabled.")
			}
			return info{tokens.Issuer(), true}, nil
		}),
	}
}

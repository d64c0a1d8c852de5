package doctor

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"sns-dynamics/internal/operator/iampolicy"
)

type statement struct {
	Effect    string
	Principal json.RawMessage
	Condition map[string]map[string]iampolicy.List[string]
}

// allows reports whether a resource policy allows a service to act for a source. It does
// not evaluate policies: it only finds the statement that the template writes.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
func allows(policy, service, sourceARN string) bool {
	var document struct {
		Statement iampolicy.List[statement]
	}
	if json.Unmarshal([]byte(policy), &document) != nil {
		return false
	}
	for _, s := range document.Statement {
		var principal struct{ Service iampolicy.List[string] }
		// The principal "*" is a string, which is not the statement of the template.
		_ = json.Unmarshal(s.Principal, &principal)
		if s.Effect != "Allow" || !slices.Contains(principal.Service, service) {
			continue
		}
		for _, keys := range s.Condition {
			for key, values := range keys {
				if strings.EqualFold(key, "aws:SourceArn") && slices.Contains(values, sourceARN) {
					return true
				}
			}
		}
	}
	return false
}

func isNotFound(err error) bool {
	_, ok := errors.AsType[*types.ResourceNotFoundException](err)
	return ok
}

package doctor

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// several is one value or a list of them, as policies write both.
type several[T any] []T

// UnmarshalJSON implements json.Unmarshaler.
func (s *several[T]) UnmarshalJSON(data []byte) error {
	var one T
	if json.Unmarshal(data, &one) == nil {
		*s = several[T]{one}
		return nil
	}
	return json.Unmarshal(data, (*[]T)(s))
}

type statement struct {
	Effect    string
	Principal json.RawMessage
	Condition map[string]map[string]several[string]
}

// allows reports whether a resource policy lets a service in on behalf of a
// source. It is no judge of policies: it finds the statement that the template
// makes, and takes any other for a missing one.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
func allows(policy, service, sourceARN string) bool {
	var document struct {
		Statement several[statement]
	}
	if json.Unmarshal([]byte(policy), &document) != nil {
		return false
	}
	for _, s := range document.Statement {
		var principal struct{ Service several[string] }
		// A principal that is everybody is a text, and not the one looked for.
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

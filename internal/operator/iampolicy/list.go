// Package iampolicy has the form that the policies of AWS have in JSON.
package iampolicy

import "encoding/json"

// List is a list of values. A policy may write a list of one as the value alone.
//
// See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
type List[T any] []T

// UnmarshalJSON implements json.Unmarshaler. The error comes from encoding/json.
func (l *List[T]) UnmarshalJSON(data []byte) error {
	var one T
	if json.Unmarshal(data, &one) == nil {
		*l = List[T]{one}
		return nil
	}
	return json.Unmarshal(data, (*[]T)(l))
}

package keypolicy

import (
	"encoding/json"
	"strings"

	"sns-dynamics/internal/operator/iampolicy"
)

// given is a statement of a policy that somebody wrote.
type given struct {
	Effect                  string
	Principal               json.RawMessage
	NotPrincipal, NotAction json.RawMessage
	NotResource             json.RawMessage
	Action, Resource        iampolicy.List[string]
	Condition               map[string]map[string]iampolicy.List[string]
}

// request is a use of the key by a service, or by the account.
type request struct {
	service, account string
	action, key      string
	context          map[string]string // the names in small letters
}

// verdict is the result of an evaluation.
type verdict int

const (
	no verdict = iota
	unclear
	yes
)

// decide returns yes if a statement allows the request and no statement may deny it.
//
// See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
func decide(statements []given, r request) verdict {
	allowed, denied := no, no
	for _, s := range statements {
		if s.Effect == "Deny" {
			denied = max(denied, s.covers(r))
		} else if s.Effect == "Allow" {
			allowed = max(allowed, s.covers(r))
		}
	}
	switch denied {
	case yes:
		return no
	case unclear:
		return min(allowed, unclear)
	}
	return allowed
}

// covers reports whether a statement is about the request.
func (s given) covers(r request) verdict {
	if s.NotPrincipal != nil || s.NotAction != nil || s.NotResource != nil {
		return unclear
	}
	v := min(s.namesPrincipal(r), matchesAny(s.Action, strings.ToLower(r.action), strings.ToLower), matchesAny(s.Resource, r.key, same))
	for operator, keys := range s.Condition {
		for key, values := range keys {
			v = min(v, holds(operator, strings.ToLower(key), values, r.context))
		}
	}
	return v
}

func same(text string) string { return text }

// namesPrincipal reports whether the principal of a statement is the user of the request. The
// principal "*" stands for accounts and services.
func (s given) namesPrincipal(r request) verdict {
	var text string
	if json.Unmarshal(s.Principal, &text) == nil {
		return is(text == "*")
	}
	var p struct{ AWS, Service iampolicy.List[string] }
	if json.Unmarshal(s.Principal, &p) != nil {
		return unclear
	}
	if r.service != "" {
		return matchesAny(p.Service, r.service, same)
	}
	id := strings.Split(r.account, ":")[4]
	return max(matchesAny(p.AWS, r.account, same), matchesAny(p.AWS, id, same))
}

// matchesAny reports whether a pattern with * and ? matches the text.
func matchesAny(patterns []string, text string, spell func(string) string) verdict {
	for _, p := range patterns {
		if matches(spell(p), text) {
			return yes
		}
	}
	return no
}

// holds evaluates a condition. It is unclear for another operator, and for a key that the
// request does not have.
//
// See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
func holds(operator, key string, values []string, context map[string]string) verdict {
	text, known := context[key]
	if !known {
		return unclear
	}
	operator = strings.TrimSuffix(operator, "IfExists")
	for _, value := range values {
		switch operator {
		case "StringEquals":
			if value == text {
				return yes
			}
		case "ArnEquals", "ArnLike", "StringLike": // ArnEquals takes wildcards too
			if matches(value, text) {
				return yes
			}
		default:
			return unclear
		}
	}
	return no
}

// matches reports whether a pattern with * and ? matches the whole text. The last * takes one
// byte more whenever the rest does not fit.
func matches(pattern, text string) bool {
	star, resume := -1, 0
	p, t := 0, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, resume = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			p++
			t++
		case star >= 0:
			resume++
			p, t = star+1, resume
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

func is(b bool) verdict {
	if b {
		return yes
	}
	return no
}

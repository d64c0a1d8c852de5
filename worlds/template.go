// Package worlds tries the compiled function and its stack in AWS emulators of others.
// The tests have the build tag worlds. `make worlds` installs the tools and runs them.
package worlds

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A Cut is a part of the template that MiniStack cannot serve. Cut removes or changes
// the part, and returns the number of places.
type Cut struct {
	Name   string
	Reason string
	cut    func(template) int
}

// template is a template of CloudFormation as JSON has it.
type template map[string]any

// Cuts returns the parts of template.yaml that MiniStack 1.5.33 cannot serve, with the
// values that the parameters of type Number have, and the topics of the parameter TopicArns.
func Cuts(given map[string]int, topics ...string) []Cut {
	return []Cut{
		{
			"alarms of metric math",
			"MiniStack refuses an AWS::CloudWatch::Alarm with Metrics: the stack would be rolled back",
			func(t template) int { return t.removeMetricMath() },
		},
		{
			"MaximumConcurrency as a reference",
			"a parameter of type Number arrives as text, and MiniStack's poller of all event source mappings fails when it compares the text with a number",
			func(t template) int { return t.writeConcurrency(given) },
		},
		{
			"statements DenyPlaintext",
			"the endpoint is plain HTTP, which the policies of topics and queues deny",
			func(t template) int { return t.removeStatements("DenyPlaintext") },
		},
		{
			"sns:Publish without sns:PublishBatch",
			"MiniStack asks for sns:PublishBatch; IAM has no such action, and sns:Publish allows PublishBatch",
			func(t template) int { return t.addPublishBatch() },
		},
		{
			"functions of lists in conditions",
			"MiniStack leaves Fn::Join and Fn::Split of a condition as they are: the condition of a list compares the function with the empty text",
			func(t template) int { return t.writeConditions(topics) },
		},
	}
}

// Strip applies the cuts to a template in YAML, and returns the template in JSON. It
// returns an error for a template that is not YAML, and for a cut that finds nothing to
// cut: the cut is then obsolete.
func Strip(text []byte, cuts []Cut) ([]byte, error) {
	var decoded map[string]any // a named type would become the type of the nested maps too
	if err := yaml.Unmarshal(text, &decoded); err != nil {
		return nil, fmt.Errorf("strip the template: %w", err)
	}
	t := template(decoded)
	for _, c := range cuts {
		if c.cut(t) == 0 {
			return nil, fmt.Errorf("strip the template: it has no %s: remove the cut", c.Name)
		}
	}
	stripped, err := json.Marshal(t)
	if err != nil {
		return nil, fmt.Errorf("strip the template: %w", err)
	}
	return stripped, nil
}

// object returns a member of nested objects; nil without such a member.
func object(v any, names ...string) map[string]any {
	for _, name := range names {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	m, _ := v.(map[string]any)
	return m
}

func (t template) resources() map[string]any { return object(map[string]any(t), "Resources") }

// removeMetricMath removes each alarm with Metrics, and its name from the dashboard.
func (t template) removeMetricMath() int {
	removed := 0
	for id, r := range t.resources() {
		if object(r)["Type"] != "AWS::CloudWatch::Alarm" || object(r, "Properties")["Metrics"] == nil {
			continue
		}
		delete(t.resources(), id)
		removed++
		t.removeFromDashboard(id)
	}
	return removed
}

// removeFromDashboard removes an alarm from the text of the dashboard.
func (t template) removeFromDashboard(alarm string) {
	body := object(t.resources(), "Dashboard", "Properties", "DashboardBody")
	sub, _ := body["Fn::Sub"].([]any)
	if len(sub) == 0 {
		return
	}
	text, _ := sub[0].(string)
	sub[0] = strings.Replace(text, `,"${Alarm}${`+alarm+`}"`, "", 1)
}

// writeConcurrency replaces the reference to the parameter of an event source mapping's
// MaximumConcurrency by the number.
func (t template) writeConcurrency(given map[string]int) int {
	written := 0
	for _, r := range t.resources() {
		scaling := object(r, "Properties", "ScalingConfig")
		name, isRef := object(scaling["MaximumConcurrency"])["Ref"].(string)
		if !isRef {
			continue
		}
		value, isGiven := given[name]
		if !isGiven {
			value, _ = object(t["Parameters"], name)["Default"].(int)
		}
		scaling["MaximumConcurrency"] = value
		written++
	}
	return written
}

// removeStatements removes the statements of an id from all resource policies.
func (t template) removeStatements(sid string) int {
	removed := 0
	for _, r := range t.resources() {
		removed += removeStatements(object(r, "Properties", "PolicyDocument"), sid)
	}
	return removed
}

// removeStatements removes the statements of an id from a policy, also from a condition of a
// statement, and returns their number.
func removeStatements(policy map[string]any, sid string) int {
	statements, _ := policy["Statement"].([]any)
	left := slices.DeleteFunc(slices.Clone(statements), func(s any) bool { return object(s)["Sid"] == sid })
	removed := len(statements) - len(left)
	if removed > 0 {
		policy["Statement"] = left
	}
	for _, s := range left {
		branches, _ := object(s)["Fn::If"].([]any)
		for n, branch := range branches {
			if object(branch)["Sid"] == sid {
				branches[n] = map[string]any{"Ref": "AWS::NoValue"}
				removed++
			}
		}
	}
	return removed
}

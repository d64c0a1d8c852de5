package awstest

import (
	"maps"
	"net/http"
	"slices"
	"time"
)

func cloudFormationOperations() map[string]operation {
	return map[string]operation{
		"DescribeStacks":         with((*Cloud).describeStacks),
		"DescribeStackResources": with((*Cloud).describeStackResources),
		"ListStackResources":     with((*Cloud).listStackResources),
	}
}

func cloudFormationRefuse(format string, args ...any) *apiError {
	return refuse(http.StatusBadRequest, "ValidationError", format, args...)
}

func (c *Cloud) stack(nameOrID string) *stack {
	for _, s := range c.stacks {
		if s.Name == nameOrID || s.id == nameOrID {
			return s
		}
	}
	return nil
}

type stackPageInput struct{ StackName, NextToken string }

type describedStack struct {
	StackID           string `xml:"StackId"`
	StackName         string
	CreationTime      string
	StackStatus       string
	StackStatusReason string `xml:",omitempty"`
	DisableRollback   bool
	Outputs           []stackOutput    `xml:"Outputs>member"`
	Parameters        []stackParameter `xml:"Parameters>member"`
}

type stackOutput struct{ OutputKey, OutputValue string }

type stackParameter struct{ ParameterKey, ParameterValue string }

// describeStacks describes one stack or, without a name, all of them.
//
// See https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
func (c *Cloud) describeStacks(in stackPageInput) (any, error) {
	var all []*stack
	for _, name := range slices.Sorted(maps.Keys(c.stacks)) {
		if s := c.stacks[name]; in.StackName == "" || s.Name == in.StackName || s.id == in.StackName {
			all = append(all, s)
		}
	}
	if in.StackName != "" && len(all) == 0 {
		return nil, cloudFormationRefuse("Stack with id %s does not exist", in.StackName)
	}
	from, to, next, ok := c.pageOf(len(all), in.NextToken, 100)
	if !ok {
		return nil, cloudFormationRefuse("The nextToken is invalid")
	}
	out := struct {
		Stacks    []describedStack `xml:"Stacks>member"`
		NextToken string           `xml:",omitempty"`
	}{NextToken: next}
	for _, s := range all[from:to] {
		d := describedStack{
			StackID: s.id, StackName: s.Name, CreationTime: stamp(s.created), StackStatus: s.Status, StackStatusReason: s.StatusReason,
		}
		for _, e := range entries(s.Outputs) {
			d.Outputs = append(d.Outputs, stackOutput{e.Key, e.Value})
		}
		for _, e := range entries(s.Parameters) {
			d.Parameters = append(d.Parameters, stackParameter{e.Key, e.Value})
		}
		out.Stacks = append(out.Stacks, d)
	}
	return out, nil
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

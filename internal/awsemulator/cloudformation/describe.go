package cloudformation

import (
	"maps"
	"slices"

	"sns-dynamics/internal/awsemulator/protocol"
)

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

// describeStacks describes one stack, or all stacks if the request has no name.
//
// See https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
func (ss *Stacks) describeStacks(in stackPageInput) (any, error) {
	var all []*stack
	for _, name := range slices.Sorted(maps.Keys(ss.byName)) {
		if s := ss.byName[name]; in.StackName == "" || s.Name == in.StackName || s.id == in.StackName {
			all = append(all, s)
		}
	}
	if in.StackName != "" && len(all) == 0 {
		return nil, refuse("Stack with id %s does not exist", in.StackName)
	}
	page, ok := ss.account.Page(len(all), in.NextToken, maxPage)
	if !ok {
		return nil, refuse("The nextToken is invalid")
	}
	out := struct {
		Stacks    []describedStack `xml:"Stacks>member"`
		NextToken string           `xml:",omitempty"`
	}{NextToken: page.Next}
	for _, s := range all[page.From:page.To] {
		d := describedStack{
			StackID: s.id, StackName: s.Name, CreationTime: stamp(s.created), StackStatus: s.Status, StackStatusReason: s.StatusReason,
		}
		for _, e := range protocol.Entries(s.Outputs) {
			d.Outputs = append(d.Outputs, stackOutput{e.Key, e.Value})
		}
		for _, e := range protocol.Entries(s.Parameters) {
			d.Parameters = append(d.Parameters, stackParameter{e.Key, e.Value})
		}
		out.Stacks = append(out.Stacks, d)
	}
	return out, nil
}

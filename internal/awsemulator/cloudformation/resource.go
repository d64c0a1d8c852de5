package cloudformation

import (
	"maps"
	"slices"
)

type stackResource struct {
	StackID              string `xml:"StackId,omitempty"`
	StackName            string `xml:",omitempty"`
	LogicalResourceID    string `xml:"LogicalResourceId"`
	PhysicalResourceID   string `xml:"PhysicalResourceId,omitempty"`
	ResourceType         string
	ResourceStatus       string
	Timestamp            string `xml:",omitempty"`
	LastUpdatedTimestamp string `xml:",omitempty"`
}

func (s *stack) resources() []stackResource {
	var list []stackResource
	for _, name := range slices.Sorted(maps.Keys(s.Resources)) {
		r := s.Resources[name]
		list = append(list, stackResource{LogicalResourceID: name, PhysicalResourceID: r.PhysicalID, ResourceType: r.Type, ResourceStatus: r.Status})
	}
	return list
}

type stackResourcesInput struct{ StackName, LogicalResourceID string }

// describeStackResources finds resources by their stack. It does not know physical ids.
//
// See https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html
func (ss *Stacks) describeStackResources(in stackResourcesInput) (any, error) {
	s := ss.find(in.StackName)
	if s == nil {
		return nil, refuse("Stack with id %s does not exist", in.StackName)
	}
	var out struct {
		StackResources []stackResource `xml:"StackResources>member"`
	}
	for _, r := range s.resources() {
		if in.LogicalResourceID == "" || r.LogicalResourceID == in.LogicalResourceID {
			r.StackID, r.StackName, r.Timestamp = s.id, s.Name, stamp(s.created)
			out.StackResources = append(out.StackResources, r)
		}
	}
	if in.LogicalResourceID != "" && len(out.StackResources) == 0 {
		return nil, refuse("Resource %s does not exist for stack %s", in.LogicalResourceID, in.StackName)
	}
	return out, nil
}

// listStackResources follows
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html
func (ss *Stacks) listStackResources(in stackPageInput) (any, error) {
	s := ss.find(in.StackName)
	if s == nil {
		return nil, refuse("Stack with id %s does not exist", in.StackName)
	}
	all := s.resources()
	page, ok := ss.account.Page(len(all), in.NextToken, maxPage)
	if !ok {
		return nil, refuse("The nextToken is invalid")
	}
	out := struct {
		Summaries []stackResource `xml:"StackResourceSummaries>member"`
		NextToken string          `xml:",omitempty"`
	}{all[page.From:page.To], page.Next}
	for i := range out.Summaries {
		out.Summaries[i].LastUpdatedTimestamp = stamp(s.created)
	}
	return out, nil
}

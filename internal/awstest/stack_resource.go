package awstest

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

// describeStackResources finds resources by their stack, not by physical id.
//
// See https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html
func (c *Cloud) describeStackResources(in stackResourcesInput) (any, error) {
	s := c.stack(in.StackName)
	if s == nil {
		return nil, cloudFormationRefuse("Stack with id %s does not exist", in.StackName)
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
		return nil, cloudFormationRefuse("Resource %s does not exist for stack %s", in.LogicalResourceID, in.StackName)
	}
	return out, nil
}

// listStackResources gives pages of 100.
//
// See https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html
func (c *Cloud) listStackResources(in stackPageInput) (any, error) {
	s := c.stack(in.StackName)
	if s == nil {
		return nil, cloudFormationRefuse("Stack with id %s does not exist", in.StackName)
	}
	all := s.resources()
	from, to, next, ok := c.pageOf(len(all), in.NextToken, 100)
	if !ok {
		return nil, cloudFormationRefuse("The nextToken is invalid")
	}
	out := struct {
		Summaries []stackResource `xml:"StackResourceSummaries>member"`
		NextToken string          `xml:",omitempty"`
	}{all[from:to], next}
	for i := range out.Summaries {
		out.Summaries[i].LastUpdatedTimestamp = stamp(s.created)
	}
	return out, nil
}

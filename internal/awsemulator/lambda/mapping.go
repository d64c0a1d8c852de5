package lambda

import (
	"maps"
	"net/http"
	"slices"
	"strconv"

	"sns-dynamics/internal/awsemulator/account"
	"sns-dynamics/internal/awsemulator/protocol"
)

type listMappingsInput struct{ FunctionName, EventSourceArn, Marker, MaxItems string }

// maxMappingsPage is the limit of the mappings of a page.
const maxMappingsPage = 100

// listEventSourceMappings follows
// https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html
func (fs *Functions) listEventSourceMappings(in listMappingsInput) (any, error) {
	only := (*Function)(nil)
	if in.FunctionName != "" {
		f, err := fs.function(functionInput{FunctionName: in.FunctionName})
		if err != nil {
			return nil, err
		}
		only = f
	}
	all := []map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(fs.byName)) {
		f := fs.byName[name]
		for _, m := range f.Mappings {
			if (only == nil || only == f) && (in.EventSourceArn == "" || in.EventSourceArn == m.Source) {
				all = append(all, m.described(f))
			}
		}
	}
	limit := maxMappingsPage
	if in.MaxItems != "" {
		n, err := strconv.Atoi(in.MaxItems)
		if err != nil || n < 1 {
			return nil, protocol.Refuse(http.StatusBadRequest, "InvalidParameterValueException", "MaxItems %s", in.MaxItems)
		}
		limit = min(limit, n)
	}
	page, ok := fs.account.Page(len(all), in.Marker, limit)
	if !ok {
		return nil, protocol.Refuse(http.StatusBadRequest, "InvalidParameterValueException", "Invalid pagination marker")
	}
	out := map[string]any{"EventSourceMappings": all[page.From:page.To]}
	if page.Next != "" {
		out["NextMarker"] = page.Next
	}
	return out, nil
}

func (m Mapping) described(f *Function) map[string]any {
	out := map[string]any{
		"UUID": m.UUID, "EventSourceArn": m.Source, "FunctionArn": FunctionARN(f.Name), "State": m.State, "BatchSize": m.BatchSize,
		"EventSourceMappingArn": account.ARN("lambda", "event-source-mapping:"+m.UUID),
	}
	if len(m.ResponseTypes) > 0 {
		out["FunctionResponseTypes"] = m.ResponseTypes
	}
	if m.MaximumConcurrency > 0 {
		out["ScalingConfig"] = map[string]int{"MaximumConcurrency": m.MaximumConcurrency}
	}
	return out
}

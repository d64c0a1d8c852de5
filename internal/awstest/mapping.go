package awstest

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
)

type listMappingsInput struct{ FunctionName, EventSourceArn, Marker, MaxItems string }

// listEventSourceMappings gives pages of 100.
//
// See https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html
func (c *Cloud) listEventSourceMappings(in listMappingsInput) (any, error) {
	only := (*Function)(nil)
	if in.FunctionName != "" {
		f, err := c.function(functionInput{FunctionName: in.FunctionName})
		if err != nil {
			return nil, err
		}
		only = f
	}
	all := []map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(c.functions)) {
		f := c.functions[name]
		for _, m := range f.Mappings {
			if (only == nil || only == f) && (in.EventSourceArn == "" || in.EventSourceArn == m.Source) {
				all = append(all, m.described(f))
			}
		}
	}
	most := 100
	if in.MaxItems != "" {
		n, err := strconv.Atoi(in.MaxItems)
		if err != nil || n < 1 {
			return nil, refuse(http.StatusBadRequest, "InvalidParameterValueException", "MaxItems %s", in.MaxItems)
		}
		most = min(most, n)
	}
	from, to, next, ok := c.pageOf(len(all), in.Marker, most)
	if !ok {
		return nil, refuse(http.StatusBadRequest, "InvalidParameterValueException", "Invalid pagination marker")
	}
	out := map[string]any{"EventSourceMappings": all[from:to]}
	if next != "" {
		out["NextMarker"] = next
	}
	return out, nil
}

func (m Mapping) described(f *Function) map[string]any {
	out := map[string]any{
		"UUID": m.UUID, "EventSourceArn": m.Source, "FunctionArn": FunctionARN(f.Name), "State": m.State, "BatchSize": m.BatchSize,
		"EventSourceMappingArn": arn("lambda", "event-source-mapping:"+m.UUID),
	}
	if len(m.ResponseTypes) > 0 {
		out["FunctionResponseTypes"] = m.ResponseTypes
	}
	if m.MaximumConcurrency > 0 {
		out["ScalingConfig"] = map[string]int{"MaximumConcurrency": m.MaximumConcurrency}
	}
	return out
}

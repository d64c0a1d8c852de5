package main

import (
	"encoding/json"
	"fmt"

	cf "github.com/awslabs/goformation/v7/cloudformation"
)

// computed is a resource with intrinsic functions as values of properties for which
// goformation has an *int. MarshalJSON adds these properties to the properties of the
// resource. A value comes from a function such as cf.Ref or cf.If, or is a map of such
// values.
type computed struct {
	cf.Resource
	properties map[string]any
}

// MarshalJSON implements [json.Marshaler]. The error comes from the marshaller.
func (c computed) MarshalJSON() ([]byte, error) {
	text, err := json.Marshal(c.Resource)
	if err != nil {
		return nil, err
	}
	var resource map[string]any
	if err := json.Unmarshal(text, &resource); err != nil {
		return nil, err
	}
	properties, ok := resource["Properties"].(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s has no properties", c.AWSCloudFormationType())
	}
	for name, value := range c.properties {
		properties[name] = value
	}
	return json.Marshal(resource)
}

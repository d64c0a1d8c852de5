package main

import (
	"encoding/json"
	"fmt"

	cf "github.com/awslabs/goformation/v7/cloudformation"
)

// computed is a resource some of whose properties are intrinsic functions where
// goformation has an *int, which can hold a number only. The properties are
// added to the ones of the resource when it is marshalled; a value comes from
// cf.Ref, cf.If and the like, or is a map of such values.
type computed struct {
	cf.Resource
	properties map[string]any
}

// MarshalJSON implements json.Marshaler.
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

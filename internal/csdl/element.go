package csdl

import (
	"encoding/xml"
	"strings"
)

// The elements and the attributes that the reader reads.

type typeElement struct {
	Name     string `xml:"Name,attr"`
	BaseType string `xml:"BaseType,attr"`
	Abstract string `xml:"Abstract,attr"`
	OpenType string `xml:"OpenType,attr"`
	Key      []struct {
		Name string `xml:"Name,attr"`
	} `xml:"Key>PropertyRef"`
	Properties  []propertyElement   `xml:"Property"`
	Navigations []navigationElement `xml:"NavigationProperty"`
	Annotations []annotationElement `xml:"Annotation"`
}

// propertyElement is a Property, a Parameter or a ReturnType.
type propertyElement struct {
	Name        string              `xml:"Name,attr"`
	Type        string              `xml:"Type,attr"`
	MaxLength   string              `xml:"MaxLength,attr"`
	Nullable    string              `xml:"Nullable,attr"`
	Annotations []annotationElement `xml:"Annotation"`

	line int
}

// UnmarshalXML records the line, for errors.
func (p *propertyElement) UnmarshalXML(dec *xml.Decoder, start xml.StartElement) error {
	type plain propertyElement
	p.line, _ = dec.InputPos()
	return dec.DecodeElement((*plain)(p), &start)
}

type navigationElement struct {
	Name       string `xml:"Name,attr"`
	Type       string `xml:"Type,attr"`
	Partner    string `xml:"Partner,attr"`
	Constraint struct {
		Property string `xml:"Property,attr"`
	} `xml:"ReferentialConstraint"`

	line int
}

// UnmarshalXML records the line, for errors.
func (n *navigationElement) UnmarshalXML(dec *xml.Decoder, start xml.StartElement) error {
	type plain navigationElement
	n.line, _ = dec.InputPos()
	return dec.DecodeElement((*plain)(n), &start)
}

// annotationElement is an annotation about alternate keys, or about who may set a property.
type annotationElement struct {
	Term string `xml:"Term,attr"`
	Bool string `xml:"Bool,attr"`
	Enum string `xml:"EnumMember"`
	Keys []struct {
		Columns []struct {
			Values []struct {
				Property string `xml:"Property,attr"`
				Path     string `xml:"PropertyPath,attr"`
			} `xml:"PropertyValue"`
		} `xml:"PropertyValue>Collection>Record"`
	} `xml:"Collection>Record"`
}

const (
	alternateKeys = "OData.Community.Keys.V1.AlternateKeys"
	computed      = "Org.OData.Core.V1.Computed"
	permissions   = "Org.OData.Core.V1.Permissions"
	onlyRead      = "Org.OData.Core.V1.PermissionType/Read"
)

// readOnly reports whether the annotation says that only the service sets it.
func (a annotationElement) readOnly() bool {
	switch a.Term {
	case computed:
		return !strings.EqualFold(a.Bool, "false")
	case permissions:
		return strings.TrimSpace(a.Enum) == onlyRead
	}
	return false
}

func (a annotationElement) keys() [][]string {
	var keys [][]string
	for _, k := range a.Keys {
		var columns []string
		for _, c := range k.Columns {
			for _, v := range c.Values {
				if v.Property == "Name" {
					columns = append(columns, v.Path)
				}
			}
		}
		keys = append(keys, columns)
	}
	return keys
}

type enumElement struct {
	Name    string `xml:"Name,attr"`
	Members []struct {
		Name  string `xml:"Name,attr"`
		Value string `xml:"Value,attr"`
	} `xml:"Member"`
}

type operationElement struct {
	Name       string            `xml:"Name,attr"`
	IsBound    string            `xml:"IsBound,attr"`
	Parameters []propertyElement `xml:"Parameter"`
	Return     propertyElement   `xml:"ReturnType"`
}

type setElement struct {
	Name       string `xml:"Name,attr"`
	EntityType string `xml:"EntityType,attr"`
	Bindings   []struct {
		Path   string `xml:"Path,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"NavigationPropertyBinding"`
}

package metadata

import "strings"

// The elements of a CSDL document that are read, with what is read of them.
//
// See https://docs.oasis-open.org/odata/odata/v4.0/errata03/os/complete/part3-csdl/odata-v4.0-errata03-os-part3-csdl-complete.html

type typeElement struct {
	Name     string `xml:"Name,attr"`
	BaseType string `xml:"BaseType,attr"`
	Abstract bool   `xml:"Abstract,attr"`
	OpenType bool   `xml:"OpenType,attr"`
	Key      struct {
		Name string `xml:"Name,attr"`
	} `xml:"Key>PropertyRef"`
	Properties  []propertyElement   `xml:"Property"`
	Navigations []navigationElement `xml:"NavigationProperty"`
	Annotations []annotationElement `xml:"Annotation"`
}

type propertyElement struct {
	Name      string `xml:"Name,attr"`
	Type      string `xml:"Type,attr"`
	MaxLength string `xml:"MaxLength,attr"`
	Nullable  string `xml:"Nullable,attr"`
}

type navigationElement struct {
	Name       string `xml:"Name,attr"`
	Type       string `xml:"Type,attr"`
	Constraint struct {
		Property string `xml:"Property,attr"`
	} `xml:"ReferentialConstraint"`
}

// annotationElement is read for alternate keys.
type annotationElement struct {
	Term string `xml:"Term,attr"`
	Keys []struct {
		Columns []struct {
			Values []struct {
				Property string `xml:"Property,attr"`
				Path     string `xml:"PropertyPath,attr"`
			} `xml:"PropertyValue"`
		} `xml:"PropertyValue>Collection>Record"`
	} `xml:"Collection>Record"`
}

const alternateKeys = "OData.Community.Keys.V1.AlternateKeys"

type operationElement struct {
	Name       string            `xml:"Name,attr"`
	IsBound    bool              `xml:"IsBound,attr"`
	Parameters []propertyElement `xml:"Parameter"`
}

type setElement struct {
	Name       string `xml:"Name,attr"`
	EntityType string `xml:"EntityType,attr"`
}

// bare is the name of a type without its namespace, or its alias, but for the
// Edm types.
func bare(name string) string {
	if inner, isCollection := itemType(name); isCollection {
		return "Collection(" + bare(inner) + ")"
	}
	if strings.HasPrefix(name, "Edm.") {
		return name
	}
	return name[strings.LastIndexByte(name, '.')+1:]
}

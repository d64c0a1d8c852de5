package dynamicstest

import "encoding/xml"

// The elements of a CSDL document, as far as Dataverse's has them and the
// emulator has something to say in them.
//
// See https://docs.oasis-open.org/odata/odata/v4.0/errata03/os/complete/part3-csdl/odata-v4.0-errata03-os-part3-csdl-complete.html

type edmx struct {
	XMLName xml.Name  `xml:"edmx:Edmx"`
	Version string    `xml:"Version,attr"`
	EDMX    string    `xml:"xmlns:edmx,attr"`
	Schema  edmSchema `xml:"edmx:DataServices>Schema"`
}

type edmSchema struct {
	Namespace    string         `xml:"Namespace,attr"`
	Alias        string         `xml:"Alias,attr"`
	EDM          string         `xml:"xmlns,attr"`
	EntityTypes  []edmType      `xml:"EntityType"`
	ComplexTypes []edmType      `xml:"ComplexType"`
	EnumTypes    []edmEnum      `xml:"EnumType"`
	Actions      []edmOperation `xml:"Action"`
	Functions    []edmOperation `xml:"Function"`
	Container    edmContainer   `xml:"EntityContainer"`
}

type edmType struct {
	Name        string          `xml:"Name,attr"`
	BaseType    string          `xml:"BaseType,attr,omitempty"`
	Abstract    bool            `xml:"Abstract,attr,omitempty"`
	OpenType    bool            `xml:"OpenType,attr,omitempty"`
	Key         *edmKey         `xml:"Key"`
	Properties  []edmProperty   `xml:"Property"`
	Navigations []edmNavigation `xml:"NavigationProperty"`
	Annotations []edmAnnotation `xml:"Annotation"`
}

type edmKey struct {
	Ref edmName `xml:"PropertyRef"`
}

type edmName struct {
	Name string `xml:"Name,attr"`
}

type edmProperty struct {
	Name    string `xml:"Name,attr"`
	Type    string `xml:"Type,attr"`
	Unicode string `xml:"Unicode,attr,omitempty"`
	Scale   string `xml:"Scale,attr,omitempty"`
}

type edmNavigation struct {
	Name       string         `xml:"Name,attr"`
	Type       string         `xml:"Type,attr"`
	Nullable   string         `xml:"Nullable,attr,omitempty"`
	Partner    string         `xml:"Partner,attr,omitempty"`
	Constraint *edmConstraint `xml:"ReferentialConstraint"`
}

type edmConstraint struct {
	Property   string `xml:"Property,attr"`
	Referenced string `xml:"ReferencedProperty,attr"`
}

// edmAnnotation lists the alternate keys of a type.
type edmAnnotation struct {
	Term string         `xml:"Term,attr"`
	Keys []edmKeyRecord `xml:"Collection>Record"`
}

type edmKeyRecord struct {
	Type     string      `xml:"Type,attr"`
	Property edmKeyValue `xml:"PropertyValue"`
}

type edmKeyValue struct {
	Property string         `xml:"Property,attr"`
	Columns  []edmKeyColumn `xml:"Collection>Record"`
}

type edmKeyColumn struct {
	Type   string           `xml:"Type,attr"`
	Values []edmColumnValue `xml:"PropertyValue"`
}

type edmColumnValue struct {
	Property     string `xml:"Property,attr"`
	String       string `xml:"String,attr,omitempty"`
	PropertyPath string `xml:"PropertyPath,attr,omitempty"`
}

type edmEnum struct {
	Name    string      `xml:"Name,attr"`
	Members []edmMember `xml:"Member"`
}

type edmMember struct {
	Name  string `xml:"Name,attr"`
	Value int    `xml:"Value,attr"`
}

type edmOperation struct {
	Name       string         `xml:"Name,attr"`
	IsBound    bool           `xml:"IsBound,attr,omitempty"`
	Parameters []edmParameter `xml:"Parameter"`
	Return     *edmParameter  `xml:"ReturnType"`
}

type edmParameter struct {
	Name     string `xml:"Name,attr,omitempty"`
	Type     string `xml:"Type,attr"`
	Nullable string `xml:"Nullable,attr,omitempty"`
	Unicode  string `xml:"Unicode,attr,omitempty"`
}

type edmContainer struct {
	Name      string      `xml:"Name,attr"`
	Sets      []edmSet    `xml:"EntitySet"`
	Actions   []edmImport `xml:"ActionImport"`
	Functions []edmImport `xml:"FunctionImport"`
}

type edmSet struct {
	Name       string       `xml:"Name,attr"`
	EntityType string       `xml:"EntityType,attr"`
	Bindings   []edmBinding `xml:"NavigationPropertyBinding"`
}

type edmBinding struct {
	Path   string `xml:"Path,attr"`
	Target string `xml:"Target,attr"`
}

type edmImport struct {
	Name     string `xml:"Name,attr"`
	Action   string `xml:"Action,attr,omitempty"`
	Function string `xml:"Function,attr,omitempty"`
}

package values

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sns-dynamics/internal/operation"
)

// namesPath is the request for the names of all tables.
const namesPath = "EntityDefinitions?$select=LogicalName,EntitySetName"

// choiceCasts are the types of the columns with options.
var choiceCasts = [...]string{typeChoice, typeChoices, typeState, typeStatus, typeBoolean}

// pathsPerTable is the number of requests for the definition of a table.
const pathsPerTable = 2 + len(choiceCasts)

// definitionPaths returns the requests for the definition of a table. The properties of a
// type of columns need a request of their own.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api
func definitionPaths(table string) []string {
	base := "EntityDefinitions(LogicalName=" + operation.Literal(table) + ")"
	cast := base + "/Attributes/Microsoft.Dynamics.CRM."
	paths := []string{
		base + "?$select=LogicalName,EntitySetName,PrimaryIdAttribute,IsOptimisticConcurrencyEnabled" +
			"&$expand=Attributes($select=LogicalName,AttributeType,IsSecured,IsValidForRead),Keys($select=KeyAttributes,EntityKeyIndexStatus)," +
			"ManyToOneRelationships($select=ReferencingAttribute,ReferencedEntity,ReferencingEntityNavigationPropertyName)",
		cast + "DateTimeAttributeMetadata?$select=LogicalName,Format,DateTimeBehavior",
	}
	for _, kind := range choiceCasts {
		options := "Options"
		if kind == typeBoolean {
			options = "TrueOption,FalseOption"
		}
		paths = append(paths, cast+kind+"AttributeMetadata?$select=LogicalName&$expand=OptionSet($select="+options+")")
	}
	return paths
}

// ErrResponse is the error of a response that is not the resource that was asked for.
var ErrResponse = errors.New("unexpected response")

var errDefinition = fmt.Errorf("%w: it is not the definition of a table", ErrResponse)

// relationships is a page of the many-to-one relationships of a table.
type relationships []struct {
	ReferencingAttribute, ReferencedEntity, ReferencingEntityNavigationPropertyName string
}

// readTable reads the responses to [definitionPaths]. next is the request for further
// relationships; it is empty if bodies has all relationships.
func readTable(bodies [][]byte) (t Table, next string, err error) {
	var d struct {
		LogicalName, EntitySetName     string
		PrimaryIDAttribute             string `json:"PrimaryIdAttribute"`
		IsOptimisticConcurrencyEnabled bool
		Attributes                     []struct {
			LogicalName, AttributeType string
			IsSecured                  bool
			IsValidForRead             *bool
		}
		Keys []struct {
			KeyAttributes        []string
			EntityKeyIndexStatus string
		}
		ManyToOneRelationships relationships
		NextLink               string `json:"ManyToOneRelationships@odata.nextLink"`
	}
	if err := json.Unmarshal(bodies[0], &d); err != nil || d.LogicalName == "" || d.EntitySetName == "" || d.PrimaryIDAttribute == "" {
		return Table{}, "", errDefinition
	}
	t = Table{LogicalName: d.LogicalName, EntitySet: d.EntitySetName, PrimaryKey: d.PrimaryIDAttribute, HasETags: d.IsOptimisticConcurrencyEnabled, Columns: map[string]Column{}}
	for _, a := range d.Attributes {
		t.Columns[a.LogicalName] = Column{Type: a.AttributeType, IsUnreadable: a.IsSecured || a.IsValidForRead != nil && !*a.IsValidForRead}
	}
	for _, k := range d.Keys {
		if k.EntityKeyIndexStatus == "Active" {
			t.keys = append(t.keys, slices.Sorted(slices.Values(k.KeyAttributes)))
		}
	}
	t.relate(d.ManyToOneRelationships)
	if err := t.readDates(bodies[1]); err != nil {
		return Table{}, "", err
	}
	for i, kind := range choiceCasts {
		if err := t.readChoices(kind, bodies[2+i]); err != nil {
			return Table{}, "", err
		}
	}
	return t, pathOf(d.NextLink), nil
}

// pathOf returns the path of a link to the next page below the service root. The link
// itself may name another host, and gets no request.
func pathOf(link string) string {
	if i := strings.Index(link, "EntityDefinitions("); i >= 0 {
		return link[i:]
	}
	return ""
}

// readNextPage adds the relationships of a further page to a table.
func readNextPage(t Table, body []byte) (next string, err error) {
	var page struct {
		Value    relationships
		NextLink string `json:"@odata.nextLink"`
	}
	if err := json.Unmarshal(body, &page); err != nil || page.Value == nil {
		return "", errDefinition
	}
	t.relate(page.Value)
	return pathOf(page.NextLink), nil
}

// relate adds the navigation properties of lookups. The owner of a row is a user or a team,
// and both have the same navigation property.
func (t Table) relate(page relationships) {
	for _, r := range page {
		c, found := t.Columns[r.ReferencingAttribute]
		if !found || r.ReferencingEntityNavigationPropertyName == "" {
			continue
		}
		if c.Targets == nil {
			c.Targets = map[string]string{}
		}
		targets := []string{r.ReferencedEntity}
		if c.Type == typeOwner {
			targets = []string{"systemuser", "team"}
		}
		for _, target := range targets {
			c.Targets[target] = r.ReferencingEntityNavigationPropertyName
		}
		t.Columns[r.ReferencingAttribute] = c
	}
}

func (t Table) readDates(body []byte) error {
	var list struct {
		Value []struct {
			LogicalName, Format string
			DateTimeBehavior    struct{ Value string }
		}
	}
	if err := json.Unmarshal(body, &list); err != nil || list.Value == nil {
		return errDefinition
	}
	for _, a := range list.Value {
		c := t.Columns[a.LogicalName]
		behavior := a.DateTimeBehavior.Value
		c.IsDateOnly = behavior == "DateOnly" || behavior == "" && a.Format == "DateOnly"
		c.IsMidnight = behavior == "TimeZoneIndependent" && a.Format == "DateOnly"
		t.Columns[a.LogicalName] = c
	}
	return nil
}

// option is an option of a choice in the metadata.
type option struct {
	Value int64
	Label struct {
		LocalizedLabels []struct{ Label string }
	}
}

func (o option) choice() Choice {
	c := Choice{Value: o.Value}
	for _, l := range o.Label.LocalizedLabels {
		c.Labels = append(c.Labels, l.Label)
	}
	return c
}

func (t Table) readChoices(kind string, body []byte) error {
	var list struct {
		Value []struct {
			LogicalName string
			OptionSet   struct {
				Options                 []option
				TrueOption, FalseOption *option
			}
		}
	}
	if err := json.Unmarshal(body, &list); err != nil || list.Value == nil {
		return fmt.Errorf("%w: its columns of the type %s", errDefinition, kind)
	}
	for _, a := range list.Value {
		c := t.Columns[a.LogicalName]
		c.Type = kind
		for _, o := range a.OptionSet.Options {
			c.Choices = append(c.Choices, o.choice())
		}
		for _, o := range []*option{a.OptionSet.TrueOption, a.OptionSet.FalseOption} {
			if o != nil {
				c.Choices = append(c.Choices, o.choice())
			}
		}
		t.Columns[a.LogicalName] = c
	}
	return nil
}

// readNames reads the response to [namesPath]: the entity sets of tables by their logical
// names.
func readNames(body []byte) (map[string]string, error) {
	var list struct {
		Value []struct{ LogicalName, EntitySetName string }
	}
	if err := json.Unmarshal(body, &list); err != nil || list.Value == nil {
		return nil, fmt.Errorf("%w: it is not the list of tables", ErrResponse)
	}
	names := make(map[string]string, len(list.Value))
	for _, d := range list.Value {
		if d.LogicalName != "" && d.EntitySetName != "" {
			names[d.LogicalName] = d.EntitySetName
		}
	}
	return names, nil
}

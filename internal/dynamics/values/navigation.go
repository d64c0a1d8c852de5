package values

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"

	"sns-dynamics/internal/dynamics/clock"
	"sns-dynamics/internal/operation"
)

// navigations keeps where the navigation properties of tables lead. It is safe for
// concurrent use.
type navigations struct {
	fetch Fetch
	now   func() time.Time

	mu     sync.Mutex
	tables map[string]navigation // by logical name
}

// navigation has the logical names of the tables to which the navigation properties of a
// table lead.
type navigation struct {
	targets map[string][]string
	read    clock.Moment
}

// EntitySet returns the entity set of a table, by its logical name. It keeps the names of all
// tables for an hour. The error is the error of the [Fetch], or says that the response is no
// list of tables.
func (r *Resolver) EntitySet(ctx context.Context, table string) (set string, found bool, err error) {
	err = r.catalog.findName(ctx, func() bool {
		set, found = r.catalog.names[table]
		return found
	})
	return set, found, err
}

// LogicalName returns the logical name of the table with an entity set. Its error is like the
// error of [Resolver.EntitySet].
func (r *Resolver) LogicalName(ctx context.Context, entitySet string) (table string, found bool, err error) {
	err = r.catalog.findName(ctx, func() bool {
		table, found = r.catalog.sets[entitySet]
		return found
	})
	return table, found, err
}

// Targets returns the logical names of the tables to which a navigation property of a table
// leads; nil if the table has no such navigation property. It keeps the relationships of a
// table for an hour. The error is the error of the [Fetch], or says that the response is no list
// of relationships.
func (r *Resolver) Targets(ctx context.Context, table, property string) ([]string, error) {
	n := r.navigations
	known, age := n.get(table)
	targets := known.targets[property]
	if targets != nil && age < definitionsFor || known.targets != nil && age < fresh {
		return targets, nil
	}
	if err := n.load(ctx, table); err != nil {
		return nil, err
	}
	known, _ = n.get(table)
	return known.targets[property], nil
}

// findName calls find with the names of all tables. It reads the names again if they are too
// old, or if find does not find a name and they are not fresh.
func (c *catalog) findName(ctx context.Context, find func() bool) error {
	if c.knowsName(find) {
		return nil
	}
	if err := (&loader{catalog: c}).loadSome(ctx, true, nil); err != nil {
		return err
	}
	c.knowsName(find)
	return nil
}

// knowsName reports whether the names that are kept decide what find finds.
func (c *catalog) knowsName(find func() bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	found, age := find(), c.read.Since(c.now())
	return c.names != nil && (age < fresh || found && age < definitionsFor)
}

func (n *navigations) get(table string) (navigation, time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	known := n.tables[table]
	return known, known.read.Since(n.now())
}

// relationshipKinds are the lists of relationships of a table, with their properties.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api
var relationshipKinds = [...]string{
	"OneToManyRelationships?$select=ReferencingEntity,ReferencedEntityNavigationPropertyName",
	"ManyToOneRelationships?$select=ReferencedEntity,ReferencingEntityNavigationPropertyName",
	"ManyToManyRelationships?$select=Entity1LogicalName,Entity2LogicalName,Entity1NavigationPropertyName,Entity2NavigationPropertyName",
}

// load reads the relationships of a table, all pages.
func (n *navigations) load(ctx context.Context, table string) error {
	found := navigation{targets: map[string][]string{}, read: clock.At(n.now())}
	var paths []string
	for _, kind := range relationshipKinds {
		paths = append(paths, "EntityDefinitions(LogicalName="+operation.Literal(table)+")/"+kind)
	}
	for page := 0; len(paths) > 0 && page < maxPages; page++ {
		responses, err := n.fetch(ctx, paths)
		if err != nil {
			return err
		}
		paths = nil
		for _, r := range responses {
			switch {
			case r.Err != nil:
				return r.Err
			case r.IsMissing:
				continue // a table that was removed meanwhile has no navigation properties
			}
			next, err := found.add(table, r.Body)
			if err != nil {
				return err
			}
			if next != "" {
				paths = append(paths, next)
			}
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.tables == nil {
		n.tables = map[string]navigation{}
	}
	n.tables[table] = found
	return nil
}

// add adds the relationships of a page.
func (n navigation) add(table string, body []byte) (next string, err error) {
	var page struct {
		Value []struct {
			ReferencingEntity, ReferencedEntityNavigationPropertyName    string
			ReferencedEntity, ReferencingEntityNavigationPropertyName    string
			Entity1LogicalName, Entity2LogicalName                       string
			Entity1NavigationPropertyName, Entity2NavigationPropertyName string
		}
		NextLink string `json:"@odata.nextLink"`
	}
	if err := json.Unmarshal(body, &page); err != nil || page.Value == nil {
		return "", errDefinition
	}
	for _, r := range page.Value {
		n.lead(r.ReferencedEntityNavigationPropertyName, r.ReferencingEntity)
		n.lead(r.ReferencingEntityNavigationPropertyName, r.ReferencedEntity)
		other := r.Entity1LogicalName
		if strings.EqualFold(other, table) {
			other = r.Entity2LogicalName
		}
		n.lead(r.Entity1NavigationPropertyName, other)
		n.lead(r.Entity2NavigationPropertyName, other)
	}
	return pathOf(page.NextLink), nil
}

func (n navigation) lead(property, table string) {
	if property != "" && table != "" && !slices.Contains(n.targets[property], table) {
		n.targets[property] = append(n.targets[property], table)
	}
}

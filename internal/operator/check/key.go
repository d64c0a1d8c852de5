package check

import (
	"context"
	"encoding/json"
	"fmt"

	"sns-dynamics/internal/dynamics"
)

// readKeys replaces the keys of all tables by the keys of their definitions, which also have
// the keys without a finished index. It also reads which tables are elastic.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/define-alternate-keys-entity
func (m *Model) readKeys(ctx context.Context, client *dynamics.Client) error {
	a, err := client.Do(ctx, dynamics.Request{
		Op: "read the alternate keys", MaxResponse: maxDocument,
		Path: "EntityDefinitions?$select=LogicalName,TableType&$expand=Keys($select=SchemaName,KeyAttributes,EntityKeyIndexStatus)",
	})
	if err != nil {
		return err
	}
	var found struct {
		Value []struct {
			LogicalName string
			TableType   string
			Keys        []struct {
				SchemaName           string
				KeyAttributes        []string
				EntityKeyIndexStatus string
			}
		} `json:"value"`
	}
	if err := json.Unmarshal(a.Body, &found); err != nil || found.Value == nil {
		return fmt.Errorf("read the alternate keys: the response is not a list of definitions")
	}
	for _, d := range found.Value {
		t := m.Types[d.LogicalName]
		if t == nil {
			continue
		}
		t.Keys = nil
		if d.TableType != "" {
			t.Elastic = d.TableType == "Elastic"
		}
		for _, k := range d.Keys {
			key := Key{Name: k.SchemaName, Index: k.EntityKeyIndexStatus}
			for _, column := range k.KeyAttributes {
				key.Columns = append(key.Columns, m.property(d.LogicalName, column))
			}
			t.Keys = append(t.Keys, key)
		}
	}
	return nil
}

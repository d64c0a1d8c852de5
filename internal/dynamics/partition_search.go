package dynamics

import (
	"context"
	"encoding/json"
	"net/http"
)

// definition is that of one table; known is false where there is no such table.
func (c *Client) definition(ctx context.Context, entitySet string) (t table, known bool, err error) {
	all, err := c.definitions(ctx, entitySet)
	t, known = all[entitySet]
	return t, known, err
}

// partitions are those in which there is a row of an id, by a search over all
// partitions of an elastic table. As a read may miss the last write, it is made
// twice before it says that there is none.
func (c *Client) partitions(ctx context.Context, t table, id string) (all []string, err error) {
	for range 2 {
		if all, err = c.searchPartitions(ctx, t, id); err != nil || len(all) > 0 {
			break
		}
	}
	return all, err
}

func (c *Client) searchPartitions(ctx context.Context, t table, id string) ([]string, error) {
	r := request{op: "look for the row in all partitions", method: http.MethodGet, path: t.entitySet, header: c.sessionTokens.header(t.entitySet)}
	a, err := c.send(ctx, caller{}, func(root Root) request {
		r.url = root.String() + escape(t.entitySet) + "?$select=" + escape(t.primaryKey) + "," + partitionColumn +
			"&$filter=" + escape(t.primaryKey) + "%20eq%20" + escape(id)
		return r
	})
	if err != nil {
		return nil, err
	}
	var found struct {
		Value []struct {
			Partition string `json:"partitionid"`
		} `json:"value"`
		Next string `json:"@odata.nextLink"`
	}
	if err := json.Unmarshal(a.body, &found); err != nil || found.Value == nil || len(found.Value) == 0 && found.Next != "" {
		return nil, r.unread(a, "the answer is not a whole list of rows")
	}
	all := make([]string, len(found.Value))
	for i, row := range found.Value {
		all[i] = row.Partition
		if all[i] == "" {
			all[i] = id
		}
	}
	return all, nil
}

package dynamics

import (
	"context"
)

// Learn reads the definitions of tables, like the first message that needs them.
func (c *Client) Learn(ctx context.Context, entitySets ...string) error {
	_, err := c.definitions(ctx, entitySets...)
	return err
}

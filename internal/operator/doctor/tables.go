package doctor

import (
	"context"

	"sns-dynamics/internal/operator/environment"
)

// tables are the tables of the environment, and the tables that the user of the command names.
type tables struct {
	environment environment.Environment
	named       []string           // by entity set or logical name
	all         environment.Tables // nil until read
}

// read reads all tables once.
func (ts *tables) read(ctx context.Context) (err error) {
	if ts.all == nil {
		ts.all, err = ts.environment.Tables(ctx)
	}
	return err
}

// byEntitySet returns the table of an entity set, and reports whether the table exists.
func (ts *tables) byEntitySet(ctx context.Context, entitySet string) (t environment.Table, exists bool, err error) {
	if err = ts.read(ctx); err != nil {
		return environment.Table{}, false, err
	}
	t, exists = ts.all.ByEntitySet(entitySet)
	return t, exists, nil
}

// entitySet returns the entity set of a named table, and the name itself if no table has it.
func (ts *tables) entitySet(name string) string {
	if t, ok := ts.all.Find(name); ok {
		return t.EntitySet
	}
	return name
}

// layer returns the layer of a named table. It returns "" for any other table.
func (ts *tables) layer(entitySet string) string {
	for _, name := range ts.named {
		if ts.entitySet(name) == entitySet {
			return layerOfTable(name)
		}
	}
	return ""
}

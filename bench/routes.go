package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"sns-dynamics/internal/function/route"
)

// withRoutes marks our function with routes, and the events of another system that it maps.
const withRoutes = ours + ", routes"

// mapOrder makes the upsert of an order from the event of a shop.
const mapOrder = `
def manner: if .express then "by express" else "as agreed" end;
.order
| {
    operation: "upsert", entitySet: "new_orders", key: {new_ordernumber: .number},
    data: {
      new_name: .title, new_total: .total, new_ispaid: (.payments | any(.state == "settled")),
      new_notes: "Delivered \(.delivery.place), \(.delivery | manner)."
    }
  }`

// routesFile are five routes. The event of an order is for the fourth of them.
func routesFile() route.File {
	when := func(name string) json.RawMessage { return json.RawMessage(`{"message":{"type":["` + name + `"]}}`) }
	return route.File{Version: route.Version, Routes: []route.Entry{
		{Name: "heartbeat", When: when("Heartbeat"), Ignore: true},
		{Name: "customer", When: when("CustomerChanged"), Map: `.customer | {operation: "upsert", entitySet: "contacts", key: {emailaddress1: .mail}, data: {lastname: .name}}`},
		{Name: "cancelled", When: when("OrderCancelled"), Map: `{operation: "delete", entitySet: "new_orders", key: {new_ordernumber: .order.number}}`},
		{Name: "order", When: when("OrderPlaced"), Map: mapOrder},
		{Name: "operations", When: json.RawMessage(`{"message":{"operation":[{"exists":true}]}}`)},
	}}
}

// writeRoutes writes routes.json into a folder of the run, and returns the folder.
func (b *bench) writeRoutes() (string, error) {
	folder := filepath.Join(b.dir, "routes")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	return folder, os.WriteFile(filepath.Join(folder, route.FileName), []byte(encode(routesFile())), 0o600)
}

// placed is the event of a shop about an order. The mapping makes an upsert like the order's.
func placed(o op) string {
	return encode(map[string]any{
		"type": "OrderPlaced",
		"order": map[string]any{
			"number": o.Value, "title": o.Data["new_name"], "total": o.Data["new_total"],
			"payments": []any{map[string]any{"state": "open"}, map[string]any{"state": "settled"}},
			"delivery": map[string]any{"place": "by the front door", "express": false, "carrier": nil},
		},
	})
}

// routed compares a message that a route maps with the same operation that is published as such
// to a function without routes, in turns.
func (b *bench) routed(latency time.Duration) error {
	e, err := startEmulator(b.dir, latency)
	if err != nil {
		return err
	}
	defer e.stop()
	table, err := route.New(routesFile())
	if err != nil {
		return err
	}
	o := order(0)
	plain, mapping := newHandler(e, 0, nil), newHandler(e, 0, table)
	published, event := snsEvent(o), snsEventOf(placed(o))
	return b.inTurns("warm message, routes", e, []way{
		{ours, func() error { return invoke(plain, published) }},
		{withRoutes, func() error { return invoke(mapping, event) }},
	}, latency)
}

package chaos

import (
	"strings"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/config"
	"sns-dynamics/internal/function/fence"
)

// fenceVariables are the variables of the function that the template writes without
// parameters, except that messages may act for users and bypass business logic.
func fenceVariables() map[string]string {
	return map[string]string{
		config.AllowedOperations: "*", config.AllowedTables: "*", config.AllowedActions: "*",
		config.AllowImpersonation: "yes", config.AllowBypass: "yes",
	}
}

func readFence() fence.Fence {
	f, err := fence.FromEnv(func(name string) (string, bool) {
		value, isSet := fenceVariables()[name]
		return value, isSet
	})
	if err != nil {
		panic(err) // the variables are constants
	}
	return f
}

// fenced returns the kinds of messages that the fence does not allow. The emulator would carry
// out most of them.
func fenced() []messageKind {
	return []messageKind{
		{"fenced, table", 6, fencedBy(func(_ *plan, m *message) map[string]any {
			return map[string]any{"operation": "update", "entitySet": "systemusers", "id": emulator.AnaID, "data": map[string]any{"title": m.mark()}}
		})},
		{"fenced, plain values", 4, fencedBy(func(_ *plan, m *message) map[string]any {
			return map[string]any{"operation": "create", "table": "team", "values": map[string]any{"name": m.mark()}}
		})},
		{"fenced, action", 6, fencedBy(func(_ *plan, m *message) map[string]any {
			return map[string]any{"operation": "action", "action": "BulkDelete", "parameters": map[string]any{"JobName": m.mark()}}
		})},
		{"fenced, entity set as action", 4, fencedBy(func(_ *plan, m *message) map[string]any {
			return map[string]any{"operation": "action", "action": "roles", "parameters": map[string]any{"name": m.mark()}}
		})},
		{"fenced, related row", 4, fencedBy(func(_ *plan, m *message) map[string]any {
			return map[string]any{"operation": "create", "entitySet": "contacts", "data": map[string]any{
				"lastname": m.mark(), "owningteam": map[string]any{"name": m.mark()},
			}}
		})},
		{"fenced, batch", 4, fencedBy(func(_ *plan, m *message) map[string]any {
			return map[string]any{"operation": "batch", "operations": []any{
				map[string]any{"operation": "create", "entitySet": "contacts", "data": map[string]any{"lastname": m.mark()}},
				map[string]any{"operation": "create", "entitySet": "businessunits", "data": map[string]any{"name": m.mark()}},
			}}
		})},
	}
}

// fencedBy returns the maker of a message that the fence refuses before anything is sent.
func fencedBy(fields func(*plan, *message) map[string]any) func(*plan, *message) map[string]any {
	return refusal(fence.Code, func(p *plan, m *message) map[string]any {
		m.isFenced = true
		return fields(p, m)
	})
}

// checkFence requires that nothing of a fenced message is in a request.
func (i *invocation) checkFence(url, body string) {
	for _, m := range i.batch {
		if m.isFenced && (strings.Contains(url, m.mark()) || strings.Contains(body, m.mark())) {
			i.w.wrong(m, "the fence does not allow it, and a request has a part of it: %s", url)
		}
	}
}

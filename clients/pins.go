package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// readPins reads the version of each installed package, by its name.
func readPins(home string) (map[string]string, error) {
	pins := map[string]string{}
	text, err := os.ReadFile(filepath.Join(home, "requirements.in"))
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(text)) {
		if name, version, pinned := strings.Cut(strings.TrimSpace(line), "=="); pinned {
			pins[name] = version
		}
	}
	if text, err = os.ReadFile(filepath.Join(home, "package.json")); err != nil {
		return nil, err
	}
	var p struct{ Dependencies map[string]string }
	if err := json.Unmarshal(text, &p); err != nil {
		return nil, fmt.Errorf("package.json: %w", err)
	}
	for name, version := range p.Dependencies {
		pins[name] = version
	}
	return pins, nil
}

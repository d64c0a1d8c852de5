package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// machine describes the machine and the versions of the programs.
type machine struct {
	Time       string `json:"time"`
	System     string `json:"system"`
	Processor  string `json:"processor"`
	Processors int    `json:"processors"`
	Go         string `json:"go"`
	// Upserts says which processors each side of the upserts had.
	Upserts  string            `json:"upserts,omitempty"`
	Versions map[string]string `json:"versions"` // of the peers
}

func (b *bench) machine() machine {
	m := machine{
		Time: time.Now().UTC().Format(time.RFC3339), System: runtime.GOOS + "/" + runtime.GOARCH,
		Processors: runtime.NumCPU(), Go: runtime.Version(), Upserts: b.separation, Versions: map[string]string{},
	}
	text, _ := os.ReadFile("/proc/cpuinfo") // only Linux has this file
	for line := range strings.Lines(string(text)) {
		if name, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(name) == "model name" {
			m.Processor = strings.TrimSpace(value)
			break
		}
	}
	m.Versions["Node.js"] = said("node", "--version")
	m.Versions["Python"] = strings.TrimPrefix(said(filepath.Join(b.home, ".venv", "bin", "python"), "--version"), "Python ")
	pins, _ := os.ReadFile(filepath.Join(b.home, "requirements.in"))
	for line := range strings.Lines(string(pins)) {
		name, version, found := strings.Cut(strings.TrimSpace(line), "==")
		if found && (strings.HasPrefix(name, "PowerPlatform") || name == "requests" || name == "aiohttp") {
			m.Versions[name] = version
		}
	}
	var lock struct {
		Dependencies map[string]string `json:"dependencies"`
	}
	if text, err := os.ReadFile(filepath.Join(b.home, "package.json")); err == nil && json.Unmarshal(text, &lock) == nil {
		for name, version := range lock.Dependencies {
			m.Versions[name] = version
		}
	}
	return m
}

// said returns the output of a program, or "not there".
func said(name string, arguments ...string) string {
	out, err := exec.Command(name, arguments...).Output()
	if err != nil {
		return "not there"
	}
	return strings.TrimSpace(string(out))
}

package repository

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestCommands keeps the commands of dynctl apart: a command imports the frame and the
// packages that several commands share, and no other command. The frame stands on screen.
func TestCommands(t *testing.T) {
	const frame, ground = "internal/cli", "internal/cli/screen"
	shared := []string{frame + "/environment", frame + "/inprocess", frame + "/input"}
	commands := 0
	for _, p := range packages(t) {
		if !isIn(p.path, frame) {
			continue
		}
		isCommand := p.path != frame && p.path != ground && !slices.Contains(shared, p.path)
		if isCommand {
			commands++
		}
		for _, imported := range p.imports {
			imported = strings.TrimPrefix(imported, module)
			if !isIn(imported, frame) || imported == ground || isCommand && slices.Contains(append(shared, frame), imported) || p.path != frame && p.path != ground && imported == frame {
				continue
			}
			t.Errorf("%s imports %s", p.path, imported)
		}
	}
	if commands < 13 {
		t.Errorf("only %d commands were found", commands)
	}
}

// TestFolders bounds the size of a folder of commands, so that its listing stays a table
// of contents.
func TestFolders(t *testing.T) {
	const limit = 30
	files := map[string]int{}
	for _, root := range []string{"cmd", "internal/cli"} {
		err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err == nil && !d.IsDir() && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
				files[filepath.Dir(path)]++
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for folder, n := range files {
		if n > limit {
			t.Errorf("%s has %d files, want at most %d", folder, n, limit)
		}
	}
	if files["internal/cli"] == 0 {
		t.Error("no files were found")
	}
}

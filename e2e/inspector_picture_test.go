//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestPicture makes the picture of docs/emulator.md. With the flag -picture it writes the
// picture, and the hash of the page beside it.
func TestPicture(t *testing.T) {
	p := openInspector(t)
	p.open("/")
	p.story(t)
	p.scheme("light")
	p.size(1280, 720)
	p.post(t, "/faults", `{"name":"503-retry-after","count":1}`)
	n := p.publish(t, `{"operation":"update","entitySet":"leads","id":"1ead0000-0000-4000-8000-000000000001","data":{"subject":"Wants three grinders","leadqualitycode":3}}`)
	p.until(fmt.Sprintf(`fetch("%s/messages/%d").then(r => r.json()).then(m => m.outcome === "done")`, p.root, n))
	p.open(fmt.Sprintf("/messages/%d", n))
	p.sees("#detail .diff .is", "Wants three grinders")
	p.sees("#live", "Live")
	picture := filepath.Join(t.TempDir(), "inspector.png")
	p.shot(picture)
	png := shrink(t, picture)
	if len(png) > 200<<10 {
		t.Fatalf("the picture has %d bytes, want at most 200 KiB", len(png))
	}
	if !*picturing {
		return
	}
	if err := os.WriteFile(filepath.Join(root(t), "docs", "inspector.png"), png, 0o644); err != nil {
		t.Fatal(err)
	}
	command(t, nil, "go", "test", "-count=1", "./internal/localdev/inspector", "-run", "^TestPictureIsOfThisPage$", "-update")
}

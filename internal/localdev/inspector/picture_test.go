package inspector

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the hash of the page beside docs/inspector.png")

// TestPictureIsOfThisPage: docs/inspector.png shows the page as it is. The hashes of the page
// and of the picture are kept beside the picture.
func TestPictureIsOfThisPage(t *testing.T) {
	page := sha256.New()
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := files.ReadFile(name)
		fmt.Fprintf(page, "%s %d\n%s", name, len(text), text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	docs := filepath.Join("..", "..", "..", "docs")
	picture, err := os.ReadFile(filepath.Join(docs, "inspector.png"))
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("page %x\npicture %x\n", page.Sum(nil), sha256.Sum256(picture))
	kept := filepath.Join(docs, "inspector.png.sha256")
	if *update {
		if err := os.WriteFile(kept, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(kept)
	if err != nil || string(got) != want {
		t.Errorf("the page or the picture changed (%v): look at the new picture of go test -tags e2e ./e2e -run TestPicture -picture", err)
	}
}

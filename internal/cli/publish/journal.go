package publish

import (
	"os"

	"sns-dynamics/internal/cli"
)

// journalFile returns the file of --resume, or a new temporary file.
func (p *publication) journalFile() (string, error) {
	if p.resume != "" {
		return p.resume, nil
	}
	f, err := os.CreateTemp("", "dynctl-publish-*.journal")
	if err != nil {
		return "", cli.Failed("give --resume a file that can be written", "create a journal: %w", err)
	}
	_ = f.Close() // it is empty
	return f.Name(), nil
}

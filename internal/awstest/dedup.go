package awstest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"
)

// dedupInterval is how long FIFO topics and queues remember what they took.
const dedupInterval = 5 * time.Minute

// dedup holds what was taken, by deduplication id.
type dedup map[string]taken

type taken struct {
	id       string
	sequence string
	at       time.Time
}

func (d dedup) find(id string, now time.Time) (taken, bool) {
	t, found := d[id]
	return t, found && now.Sub(t.at) < dedupInterval
}

func contentHash(body string) string {
	h := sha256.Sum256([]byte(body))
	return hex.EncodeToString(h[:])
}

// sequence returns a sequence number above all before it.
func (c *Cloud) sequence() string {
	c.serial++
	return fmt.Sprintf("1000000000%010d", c.serial*256)
}

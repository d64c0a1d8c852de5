package emulator_test

import (
	"testing"

	"sns-dynamics/internal/emulator"
)

// TestPartitionSpelling is about the query option partitionId of the documents, which
// DynamicsWebApi spells partitionid.
func TestPartitionSpelling(t *testing.T) {
	c := start(t, emulator.Options{})
	id := c.must(204, "POST", "contoso_sensordatas", `{"contoso_deviceid":"d","partitionid":"p"}`).created()[:36]
	for _, query := range []string{"?partitionId=p", "?partitionid='p'", "?partitionId='p'"} {
		c.must(200, "GET", "contoso_sensordatas("+id+")"+query, "")
	}
	c.must(404, "GET", "contoso_sensordatas("+id+")?partitionid=q", "")
}

package awstest

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// pageOf returns which of so many items a token continues with, at most so many
// to a page, and the token of the page after them; "" means that there is none.
// ok is false for a token that never came from here.
func (c *Cloud) pageOf(total int, token string, most int) (from, to int, next string, ok bool) {
	if token != "" {
		text, _ := base64.StdEncoding.DecodeString(token) // what is no base64 has no prefix either
		number, cut := strings.CutPrefix(string(text), "awstest page from ")
		var err error
		if from, err = strconv.Atoi(number); err != nil || !cut || from <= 0 || from > total {
			return 0, 0, "", false
		}
	}
	if c.pageSize > 0 {
		most = min(most, c.pageSize)
	}
	to = min(from+most, total)
	if to < total {
		next = base64.StdEncoding.EncodeToString([]byte("awstest page from " + strconv.Itoa(to)))
	}
	return from, to, next, true
}

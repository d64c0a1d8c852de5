package account

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// Page is a part of a list.
type Page struct {
	From, To int    // the indexes of the first item, and of the item after the last
	Next     string // token of the next page; "" means that this page is the last
}

// Page returns the page of a token. total is the length of the list, and limit the
// limit of AWS for the items of a page. ok is false for a token that no call of Page
// returned.
func (a *Account) Page(total int, token string, limit int) (page Page, ok bool) {
	if token != "" {
		text, _ := base64.StdEncoding.DecodeString(token) // a token that is not base64 has no prefix
		number, cut := strings.CutPrefix(string(text), "awstest page from ")
		var err error
		if page.From, err = strconv.Atoi(number); err != nil || !cut || page.From <= 0 || page.From > total {
			return Page{}, false
		}
	}
	if a.PageSize > 0 {
		limit = min(limit, a.PageSize)
	}
	page.To = min(page.From+limit, total)
	if page.To < total {
		page.Next = base64.StdEncoding.EncodeToString([]byte("awstest page from " + strconv.Itoa(page.To)))
	}
	return page, true
}

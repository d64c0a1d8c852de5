package handler_test

import (
	"fmt"
	"strings"
)

// costly are messages of about one size, each with many items of one kind.
func costly(size int) map[string]string {
	// share returns the number of items in a message of this size, from their number in a
	// message of 256 KiB.
	share := func(n int) int { return max(2, n*size/(256<<10)) }
	fill := func(before, each, after string) string {
		return before + strings.Repeat(each, max(0, size-len(before)-len(after))/len(each)) + after
	}
	// numbered repeats a text with different numbers.
	numbered := func(before, each, after string) string {
		var b strings.Builder
		b.WriteString(before)
		for i := 0; b.Len()+len(each)+16 < size-len(after); i++ {
			fmt.Fprintf(&b, each, i)
		}
		return b.String() + after
	}
	most := func(n int, before, each, after string) string {
		return before + strings.Repeat(each+",", share(n)-1) + each + after
	}
	const (
		data   = `{"operation":"create","entitySet":"contacts","data":{"a":`
		row    = `"entitySet":"contacts","id":"2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70"`
		update = `{"operation":"update",` + row + `,"data":{`
		batch  = `{"operation":"batch","operations":[`
		upsert = `{"operation":"upsert","contentId":"a","entitySet":"accounts","data":{"x":1},"key":{"accountnumber":"`
		action = `{"operation":"action","action":"A"}`
	)
	bomb := func(key string, references int) string {
		references = share(references)
		return batch + upsert + key + `"}},{"operation":"create","entitySet":"contacts","data":{"x@odata.bind":[` + strings.Repeat(`"$a",`, references) + `"$a"]}}]}`
	}
	return map[string]string{
		"nothing but [":              strings.Repeat("[", size),
		"[[[…]]] closed":             strings.Repeat("[", size/2) + strings.Repeat("]", size/2),
		"9990 deep in data":          data + strings.Repeat("[", share(9990)) + strings.Repeat("]", share(9990)) + `}}`,
		"deep objects in data":       data + strings.Repeat(`{"a":`, share(9990)) + "1" + strings.Repeat("}", share(9990)+1) + `}`,
		"deep, without names":        data + strings.Repeat(`{"":`, share(9990)) + "1" + strings.Repeat("}", share(9990)+1) + `}`,
		"0 in data":                  fill(data+"[", "0,", `0]}}`),
		"[] in data":                 fill(data+"[", "[],", `0]}}`),
		"{} in data":                 fill(data+"[", "{},", `0]}}`),
		"null in data":               fill(data+"[", "null,", `0]}}`),
		`{"a":1} in data`:            fill(data+"[", `{"a":1},`, `0]}}`),
		"empty texts in data":        fill(data+"[", `"",`, `0]}}`),
		"short texts in data":        fill(data+"[", `"aa",`, `0]}}`),
		"short numbers in data":      fill(data+"[", `10,`, `0]}}`),
		"short escapes in data":      fill(data+"[", `"\n\n",`, `0]}}`),
		"texts that differ":          numbered(data+"[", `"%x",`, `0]}}`),
		"numbers that differ":        numbered(data+"[", `%d,`, `0]}}`),
		"quotes in texts":            fill(data+"[", `"'aa'",`, `0]}}`),
		"blanks in a text":           fill(data+`"`, `a `, `"}}`),
		"strings of escapes":         fill(data+`"`, `\u0041`, `"}}`),
		"half pairs in a text":       fill(data+"[", `"\ud83d",`, `0]}}`),
		"columns":                    numbered(update+`"a":1`, `,"c%x":1`, `}}`),
		"columns of escaped names":   numbered(update+`"a":1`, `,"\u0061%x":1`, `}}`),
		"objects of 17 members":      fill(data+"[", `{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1,"k":1,"l":1,"m":1,"n":1,"o":1,"p":1,"q":1},`, `0]}}`),
		"unknown fields":             numbered(`{"operation":"create"`, `,"%x":1`, `}`),
		"unknown fields of {}":       numbered(`{"operation":"create"`, `,"%x":{}`, `}`),
		"unknown field of 0":         fill(`{"operation":"create","x":[`, `0,`, `0]}`),
		"same name":                  fill("{", `"a":1,`, `"operation":"create"}`),
		"same name in data":          fill(update, `"a":1,`, `"b":1}}`),
		"twice in each of many":      fill(data+"[", `{"":1,"":1},`, `0]}}`),
		"columns of a key":           numbered(`{"operation":"delete","entitySet":"contacts","key":{"a":1`, `,"k%x":1`, `}}`),
		"columns of a key, and data": numbered(numbered(`{"operation":"upsert","entitySet":"contacts","key":{"a":1`, `,"k%x":1`, strings.Repeat(" ", size/2)+`},"data":{"a":1`), `,"d%x":1`, `}}`),
		"bad columns of a key":       numbered(`{"operation":"delete","entitySet":"contacts","key":{"a":1`, `,"-%x":1`, `}}`),
		"empty keys":                 fill(batch, `{"key":{}},`, `{}]}`),
		"number in key":              fill(`{"operation":"delete","entitySet":"contacts","key":{"a":1.`, "7", `}}`),
		"number of 1024 in key":      `{"operation":"delete","entitySet":"contacts","key":{"a":0.` + strings.Repeat("7", 1022) + `}}`,
		"exponent in key":            `{"operation":"delete","entitySet":"contacts","key":{"a":1e999999999}}`,
		"long text in key":           fill(`{"operation":"delete","entitySet":"contacts","key":{"a":"`, "%", `"}}`),
		"long text in sequence":      fill(`{"operation":"delete",`+row+`,"sequence":{"column":"a","value":`, "7", `}}`),
		"long time in sequence":      fill(`{"operation":"delete",`+row+`,"sequence":{"column":"a","value":"2026-11-21T09:30:00.`, "7", `Z"}}`),
		"long tag":                   fill(`{"operation":"delete",`+row+`,"tag":"`, "%", `"}`),
		"long tag of a batch":        batch + strings.Repeat(action+",", share(1000)-1) + action + `],"tag":"` + strings.Repeat("%", share(100_000)) + `"}`,
		"tag of a batch":             batch + strings.Repeat(action+",", share(1000)-1) + action + `],"tag":"` + strings.Repeat("%", 1200) + `"}`,
		"bypass":                     fill(`{"operation":"delete",`+row+`,"bypass":[`, `0,`, `0]}`),
		"bypass twice":               fill(`{"operation":"delete",`+row+`,"bypass":[`, `"CustomSync",`, `0]}`),
		"email":                      fill(`{"operation":"delete",`+row+`,"impersonate":{"email":"a@`, `b`, `"}}`),
		"fields of impersonate":      fill(`{"operation":"delete",`+row+`,"impersonate":{`, `"a":1,`, `"b":1}}`),
		"action of dots":             fill(`{"operation":"action","action":"a`, `.a`, `"}`),
		"{} as operations":           most(1000, batch, `{}`, `]}`),
		"0 as operations":            most(1000, batch, `0`, `]}`),
		"too many operations":        fill(batch, `0,`, `0]}`),
		"bad operations":             most(1000, batch, `{"operation":""}`, `]}`),
		"small operations":           most(1000, batch, action, `]}`),
		"actions on rows":            most(1000, batch, `{"operation":"action","action":"A",`+row+`}`, `]}`),
		"associations":               most(700, batch, `{"operation":"associate",`+row+`,"navigationProperty":"n","related":{`+row+`}}`, `]}`),
		"creates, then deletes":      batch + strings.Repeat(`{"operation":"create","entitySet":"a","data":{"a":1}},`, share(500)) + strings.Repeat(`{"operation":"delete",`+row+`},`, share(500)-1) + `{"operation":"delete",` + row + `}]}`,
		"batch of {} in data":        fill(batch+action+`,`+data+"[", "{},", `0]}}]}`),
		"batch of lookups":           fill(batch+action+`,`+update+`"x@odata.bind":[`, `"/a(b)",`, `0]}}]}`),
		"batch of bad references":    fill(batch+action+`,`+update+`"x@odata.bind":[`, `"$a",`, `0]}}]}`),
		"batch of references":        bomb("x", 50_000),
		"references of 16 KB":        bomb(strings.Repeat("%", 1024), 800),
		"references of 32 KB":        bomb(strings.Repeat("%", 1024), 6_000),
		"references of 32 KB, long":  bomb(strings.Repeat("%", 12_000), 4_000),
		"references of 64 KB":        bomb(strings.Repeat("%", 1024), 12_000),
		"ids of references":          batch + upsert + strings.Repeat("😀", 1024) + `"}},` + most(999, ``, `{"operation":"delete","entitySet":"accounts","id":"$a"}`, `]}`),
		"ids of references, shorter": batch + upsert + strings.Repeat("%", 1024) + `"}},` + most(999, ``, `{"operation":"update","data":{"a":1},"entitySet":"accounts","id":"$a"}`, `]}`),
		"related references":         batch + upsert + strings.Repeat("%", 1024) + `"}},` + most(900, ``, `{"operation":"disassociate",`+row+`,"navigationProperty":"n","related":"$a"}`, `]}`),
	}
}

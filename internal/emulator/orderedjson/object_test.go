package orderedjson

import (
	"encoding/json"
	"reflect"
	"testing"
)

// FuzzDecodeObject compares the decoder with encoding/json, and checks that the encoder
// writes the same text again.
func FuzzDecodeObject(f *testing.F) {
	for _, s := range []string{
		`{}`, ` { "a" : [ ] , "b" : { } } `, `{"a":[1,-2.50,1e9,true,false,null,"x",{"b":[[]]}]}`, `{"":"","é":"\u00e9\\\"\/\n\ud83d\ude00"}`,
		`{"a":1,"a":2}`, `{"a":1}{}`, `[1]`, `"a"`, `5`, `null`, ``, `{"a":`, `{"a":"\ud800"}`, "{\"a\":\"\xff\"}", "{\"a\":\"\u2028<>&\"}",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var want any
		wantErr := json.Unmarshal(data, &want)
		o, err := Decode(data)
		if err != nil {
			_, isObject := want.(map[string]any)
			if wantErr == nil && isObject && err.Error()[:8] != "multiple" {
				t.Fatalf("%v for %s", err, data)
			}
			return
		}
		var got any
		if err := json.Unmarshal(Encode(o), &got); err != nil || wantErr != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%s became %s (%v, %v)", data, Encode(o), err, wantErr)
		}
	})
}
